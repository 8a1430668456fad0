/*!
`&App` → cells. Makes no decisions and changes nothing.
*/
