/**
 * Takes what must not be kept out of texts, before anything is stored. Start at {@link
 * dev.parley.server.redact.Redaction}.
 */
@NullMarked
package dev.parley.server.redact;

import org.jspecify.annotations.NullMarked;
