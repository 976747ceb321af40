/** What the SDK's packages share. Not an API: it changes without notice. */
@NullMarked
package dev.parley.sdk.internal;

import org.jspecify.annotations.NullMarked;
