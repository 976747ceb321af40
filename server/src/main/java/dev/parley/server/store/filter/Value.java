package dev.parley.server.store.filter;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a field is compared with.
 *
 * @param text as written, without its quotes
 * @param number the same as a number in the field's unit (US dollars, nanoseconds, tokens), or null
 *     for what is none; of an attribute, only where it was written without quotes
 */
public record Value(String text, @Nullable BigDecimal number) {}
