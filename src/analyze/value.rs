/*! Placeholder: value. */
