/*! ↔ W3C Web Annotation (JSON-LD); fields that this version does not know survive. */
