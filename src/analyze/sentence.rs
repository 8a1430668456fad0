/*! Placeholder: sentence. */
