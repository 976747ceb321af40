/**
 * {@link dev.parley.sdk.Observe} on the methods of beans, by Spring's AOP. What a call is recorded
 * as is the SDK's to say; this only stands in the way of the call.
 */
@NullMarked
package dev.parley.spring.observe;

import org.jspecify.annotations.NullMarked;
