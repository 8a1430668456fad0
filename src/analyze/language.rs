/*! Placeholder: language. */
