/**
 * What Parley's advice in the application calls in the extension. It stands here because of the
 * agent: of an extension, advice sees the classes of {@code io.opentelemetry.javaagent} alone, for
 * all others might be the application's.
 */
@NullMarked
package io.opentelemetry.javaagent.parley;

import org.jspecify.annotations.NullMarked;
