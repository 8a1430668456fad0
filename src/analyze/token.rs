/*! Placeholder: token. */
