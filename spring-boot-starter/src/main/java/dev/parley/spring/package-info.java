/**
 * Parley in Spring Boot 3.5 and 4, from one source: set up by the application's properties, joined
 * to the OpenTelemetry that it has, and described to its actuator.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.spring.ParleyAutoConfiguration} (the beans), {@link
 * dev.parley.spring.ParleyProperties} (what can be set), {@link
 * dev.parley.spring.web.ConversationResolver} (whose request it is). Everything of Spring is
 * optional: a part whose classes the application lacks is left out.
 */
@NullMarked
package dev.parley.spring;

import org.jspecify.annotations.NullMarked;
