/*!
A text and a width → rows, on grapheme and word boundaries. The only place that counts cells.
*/
