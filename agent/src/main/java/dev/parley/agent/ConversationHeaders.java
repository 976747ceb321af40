package dev.parley.agent;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Conversation and user of a request by its headers, {@code X-Conversation-Id} unless {@code
 * parley.web.conversation.header} names another, and {@code parley.web.user.header}: the request is
 * answered inside of that conversation, as one turn of it, whatever serves it, for the agent asks
 * its propagators of every request that it sees come in. Sends nothing. Thread-safe.
 */
final class ConversationHeaders implements TextMapPropagator {
  private static final Guard GUARD = new Guard("Reading the conversation of a request");

  private final TextMapPropagator other;
  private final String conversation;
  private final @Nullable String user;

  private ConversationHeaders(TextMapPropagator other, String conversation, @Nullable String user) {
    this.other = other;
    this.conversation = conversation;
    this.user = user;
  }

  /** In place of this propagator, which is asked before. */
  static TextMapPropagator around(TextMapPropagator propagator, ConfigProperties config) {
    String header = AgentConfiguration.text(config, "parley.web.conversation.header");
    return new ConversationHeaders(
        propagator,
        header == null ? "X-Conversation-Id" : header,
        AgentConfiguration.text(config, "parley.web.user.header"));
  }

  @Override
  public Collection<String> fields() {
    return other.fields();
  }

  @Override
  public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
    other.inject(context, carrier, setter);
  }

  @Override
  public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
    Context extracted = other.extract(context, carrier, getter);
    return GUARD.get(() -> inConversation(extracted, carrier, getter), extracted);
  }

  private <C> Context inConversation(
      Context context, @Nullable C carrier, TextMapGetter<C> getter) {
    String id = getter.get(carrier, conversation);
    if (id == null || id.isEmpty()) {
      return context;
    }
    String talks = user == null ? null : getter.get(carrier, user);
    return context.with(
        ContextRecord.in(context)
            .withConversation(id, talks == null || talks.isEmpty() ? null : talks)
            .asUnitOfWork());
  }
}
