package dev.parley.server.dialect;

import dev.parley.server.model.Identity;
import dev.parley.server.model.Kind;
import org.jspecify.annotations.Nullable;

/** To whom and to what a span says it belongs. Nothing is invented: what it doesn't say is null. */
final class Identities {
  private Identities() {}

  static Identity read(Reader reader, Sent sent, Vocabulary vocabulary, Kind kind) {
    String conversation = reader.text(Field.CONVERSATION);
    if (conversation == null && kind.isGenAi()) {
      conversation = reader.text(Field.GENAI_SESSION);
    }
    String agent = reader.text(Field.AGENT_NAME);
    if (agent == null && kind == Kind.AGENT) {
      agent = vocabulary.nameOf(sent, kind);
    }
    Integer turn = turn(reader.count(Field.TURN));
    Identity identity =
        new Identity(
            conversation,
            turn,
            turn != null && reader.attributes().isTrue(ParleySdk.TURN_AUTOMATIC),
            reader.text(Field.USER),
            reader.text(Field.WORKFLOW_ID),
            reader.text(Field.WORKFLOW_TYPE),
            reader.text(Field.AGENT_ID),
            agent,
            reader.text(Field.CATEGORY));
    return identity.equals(Identity.NONE) ? Identity.NONE : identity;
  }

  private static @Nullable Integer turn(@Nullable Long number) {
    return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
  }
}
