/** Carries the content of GenAI log events to the spans that they belong to. */
@NullMarked
package dev.parley.sdk.internal.bridge;

import org.jspecify.annotations.NullMarked;
