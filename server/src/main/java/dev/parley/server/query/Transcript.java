package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.query.ConversationFlow.Direction;
import dev.parley.server.query.ConversationFlow.FlowMessage;
import dev.parley.server.store.Messages;
import dev.parley.server.store.StoredSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is new in each turn from the history that calls send again and again.
 *
 * <p>A message is its content's hash, so the second "yes" of a talk has the hash of the first. What
 * counts is therefore the occurrence: the n-th time a hash stands in one call's messages is shown
 * once n exceeds how often it was shown so far. Answers are always new. Where nothing in a turn's
 * question is new by that rule, as when history is not sent and the user repeats himself, the last
 * message of the question is shown all the same: it was asked in this turn.
 */
final class Transcript {
  /** What one turn shows. */
  record Part(List<FlowMessage> messages, int repeated) {}

  private final Map<String, String> jsonByHash;
  private final Map<String, Integer> shown = new HashMap<>();

  Transcript(Map<String, String> jsonByHash) {
    this.jsonByHash = jsonByHash;
  }

  /** The next turn's part; {@code speakers} are its spans with content, by start. */
  Part next(List<StoredSpan> speakers) {
    Map<String, Integer> before = new HashMap<>(shown);
    List<FlowMessage> messages = new ArrayList<>();
    Set<String> repeated = new HashSet<>();
    boolean first = true;
    for (StoredSpan span : speakers) {
      Map<String, Integer> occurrences = new HashMap<>();
      List<String> sent = new ArrayList<>(span.system());
      sent.addAll(span.input());
      boolean asked = false;
      int question = sent.size();
      while (question > span.system().size() && !role(sent.get(question - 1)).equals("assistant")) {
        question--;
      }
      for (int i = 0; i < sent.size(); i++) {
        String hash = sent.get(i);
        int occurrence = occurrences.merge(hash, 1, Integer::sum);
        boolean last =
            i == sent.size() - 1 && first && !asked && i >= question && i >= span.system().size();
        if (occurrence > shown.getOrDefault(hash, 0) || last) {
          shown.merge(hash, 1, Integer::sum);
          messages.add(message(hash, span, Direction.INPUT, i < span.system().size(), null));
          asked |= i >= question;
        } else if (occurrence <= before.getOrDefault(hash, 0)) {
          repeated.add(hash + occurrence);
        }
      }
      for (int i = 0; i < span.output().size(); i++) {
        String hash = span.output().get(i);
        shown.merge(hash, 1, Integer::sum);
        List<String> reasons = span.call().finishReasons();
        messages.add(
            message(
                hash, span, Direction.OUTPUT, false, i < reasons.size() ? reasons.get(i) : null));
      }
      first = false;
    }
    return new Part(messages, repeated.size());
  }

  private String role(String hash) {
    return Messages.role(Messages.valueOf(jsonByHash.get(hash)));
  }

  private FlowMessage message(
      String hash,
      StoredSpan span,
      Direction direction,
      boolean system,
      @Nullable String finishReason) {
    JsonNode json = Messages.valueOf(jsonByHash.get(hash));
    String role = Messages.role(json);
    if (role.isEmpty()) {
      role = system ? "system" : direction == Direction.OUTPUT ? "assistant" : "user";
    }
    boolean output = direction == Direction.OUTPUT;
    return new FlowMessage(
        role,
        Messages.parts(json),
        Messages.name(json),
        hash,
        span.key().spanId(),
        span.key().traceId(),
        Times.instant(output ? span.endNanos() : span.startNanos()),
        direction,
        output ? span.model() : null,
        finishReason);
  }
}
