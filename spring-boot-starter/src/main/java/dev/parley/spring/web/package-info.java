/**
 * Whose request it is: the conversation and the user around everything that an application does to
 * answer a request, with servlets (MVC) and without (WebFlux).
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.spring.web.ConversationResolver}, for what properties can't say.
 */
@NullMarked
package dev.parley.spring.web;

import org.jspecify.annotations.NullMarked;
