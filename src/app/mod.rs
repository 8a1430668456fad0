/*!
Everything the user can see or do, as data: no terminal, no disk.
*/
