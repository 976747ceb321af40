package dev.parley.spring.web;

import dev.parley.sdk.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * Says which conversation a request belongs to, and who talks. A bean of this type takes the place
 * of what {@code parley.web.conversation.*} and {@code parley.web.user.*} say:
 *
 * <pre>{@code
 * @Bean
 * ConversationResolver conversations() {
 *   return request -> Conversation.of(request.header("X-Thread")).user(request.principal());
 * }
 * }</pre>
 *
 * <p>Each request is asked for once. Where it throws, that is logged, and the request goes on
 * without a conversation.
 */
@FunctionalInterface
public interface ConversationResolver {
  /** Null where the request belongs to none. */
  @Nullable Conversation resolve(ConversationRequest request);
}
