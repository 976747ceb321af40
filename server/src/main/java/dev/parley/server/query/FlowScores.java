package dev.parley.server.query;

import dev.parley.server.model.Score;
import dev.parley.server.store.StoredSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which scores are about which turn of a conversation, and which about the whole of it. */
final class FlowScores {
  private final Map<TurnSpans, List<ScoreView>> ofTurns = new LinkedHashMap<>();
  private final List<ScoreView> ofConversation = new ArrayList<>();

  /**
   * Sorts the scores of a conversation's traces; those of other conversations in the same traces
   * are left out.
   *
   * @param turns in the order in which they are shown
   */
  FlowScores(String conversationId, List<TurnSpans> turns, List<Score> scores) {
    Map<String, TurnSpans> bySpan = new HashMap<>();
    Map<String, TurnSpans> byResponse = new HashMap<>();
    Map<String, List<TurnSpans>> byTrace = new HashMap<>();
    Map<Integer, TurnSpans> byNumber = new HashMap<>();
    for (int i = 0; i < turns.size(); i++) {
      TurnSpans turn = turns.get(i);
      ofTurns.put(turn, new ArrayList<>());
      for (StoredSpan span : turn.all()) {
        bySpan.put(span.key().traceId() + span.key().spanId(), turn);
        if (span.call().responseId() != null) {
          byResponse.putIfAbsent(span.call().responseId(), turn);
        }
      }
      turn.traceIds().forEach(id -> byTrace.computeIfAbsent(id, t -> new ArrayList<>()).add(turn));
      Integer explicit = turn.explicitNumber();
      byNumber.put(explicit == null ? i + 1 : explicit, turn);
    }
    for (int i = scores.size() - 1; i >= 0; i--) {
      Score score = scores.get(i);
      Score.About about = score.about();
      TurnSpans turn = null;
      boolean whole = false;
      if (about.spanId() != null) {
        turn = bySpan.get(about.traceId() + about.spanId());
        // What surrounds a turn, such as the request that caused it, is scored for the turn.
        turn = turn == null ? only(byTrace.get(String.valueOf(about.traceId()))) : turn;
      } else if (about.responseId() != null) {
        turn = byResponse.get(about.responseId());
      } else if (about.conversationId() != null) {
        boolean same = about.conversationId().equals(conversationId);
        turn = same && about.turn() != null ? byNumber.get(about.turn()) : null;
        whole = same;
      } else {
        List<TurnSpans> ofTrace = byTrace.get(String.valueOf(about.traceId()));
        turn = only(ofTrace);
        whole = ofTrace != null;
      }
      if (turn != null) {
        ofTurns.computeIfAbsent(turn, t -> new ArrayList<>()).add(ScoreView.of(score));
      } else if (whole || conversationId.equals(about.conversationId())) {
        ofConversation.add(ScoreView.of(score));
      }
    }
  }

  private static @Nullable TurnSpans only(@Nullable List<TurnSpans> turns) {
    return turns != null && turns.size() == 1 ? turns.get(0) : null;
  }

  /** By time. */
  List<ScoreView> of(TurnSpans turn) {
    return ofTurns.getOrDefault(turn, List.of());
  }

  /** Of the conversation as a whole, or of a turn that is not stored; by time. */
  List<ScoreView> ofConversation() {
    return ofConversation;
  }
}
