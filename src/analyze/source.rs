/*! Placeholder: source. */
