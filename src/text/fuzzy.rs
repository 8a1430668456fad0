/*!
Best approximate match of a short text in a long one, with a score. Counts characters, not bytes, and knows nothing of annotations.
*/
