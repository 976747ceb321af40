package dev.parley.spring.web;

import dev.parley.sdk.Conversation;
import dev.parley.spring.ParleyProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.lang.Contract;

/** Looks where the properties say. */
final class PropertyConversationResolver implements ConversationResolver {
  private final ParleyProperties.Web web;

  PropertyConversationResolver(ParleyProperties.Web web) {
    this.web = web;
  }

  @Override
  public @Nullable Conversation resolve(ConversationRequest request) {
    ParleyProperties.Conversation in = web.conversation();
    String id = first(request, in.header(), in.cookie(), in.sessionAttribute());
    ParleyProperties.User by = web.user();
    String user = first(request, by.header(), by.cookie(), by.sessionAttribute());
    if (user == null && by.principal()) {
      user = request.principal();
    }
    return id == null && user == null ? null : Conversation.of(id).user(user);
  }

  private static @Nullable String first(
      ConversationRequest request,
      @Nullable String header,
      @Nullable String cookie,
      @Nullable String sessionAttribute) {
    String found = empty(header) ? null : request.header(header);
    if (empty(found) && !empty(cookie)) {
      found = request.cookie(cookie);
    }
    if (empty(found) && !empty(sessionAttribute)) {
      found = request.sessionAttribute(sessionAttribute);
    }
    return empty(found) ? null : found;
  }

  @Contract("null -> true")
  private static boolean empty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
