package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of a generated answer together: what is said by candidate, identity and usage as
 * they were told last. An answer that comes at once is one piece.
 */
final class GeneratedPieces implements Pieces {

  /** More than the provider offers; what else comes from a stream is passed on, but not kept. */
  private static final int MOST_CANDIDATES = 128;

  private final SortedMap<Long, GeneratedCandidate> candidates = new TreeMap<>();
  private final GeminiUsage usage = new GeminiUsage();
  private final TextRoom room;
  private @Nullable String id;
  private @Nullable String model;
  private @Nullable String blockReason;
  private @Nullable String blockMessage;

  GeneratedPieces(TextRoom room) {
    this.room = room;
  }

  /** Of a stream, of which a bounded text is kept, or none. */
  GeneratedPieces(boolean content) {
    this(new TextRoom(content ? TextRoom.MOST : 0));
  }

  @Override
  public void add(Object piece) {
    if (!(piece instanceof Tree tree)) {
      return;
    }
    id = later(tree.get("responseId"), id);
    model = later(tree.get("modelVersion"), model);
    usage.add(tree.get("usageMetadata"));
    Tree feedback = tree.get("promptFeedback");
    blockReason = later(feedback.get("blockReason"), blockReason);
    blockMessage = later(feedback.get("blockReasonMessage"), blockMessage);
    for (Tree candidate : tree.get("candidates").items()) {
      Long told = candidate.get("index").integer();
      long index = told == null ? 0 : told;
      if (candidates.size() < MOST_CANDIDATES || candidates.containsKey(index)) {
        candidates.computeIfAbsent(index, first -> new GeneratedCandidate(room)).add(candidate);
      }
    }
  }

  private static @Nullable String later(Tree told, @Nullable String before) {
    return told.text() == null ? before : told.text();
  }

  @Override
  public Answer answer() {
    List<Message> messages = new ArrayList<>();
    candidates.values().forEach(candidate -> messages.add(candidate.message()));
    if (messages.isEmpty() && blockReason != null) {
      List<Part> said = blockMessage == null ? List.of() : List.of(new Part.Refusal(blockMessage));
      messages.add(new Message("assistant", null, said, blockReason));
    }
    return new GeneratedAnswer(
        id,
        model,
        usage.serviceTier(),
        usage.trafficType(),
        blockReason,
        usage.usage(),
        List.copyOf(messages));
  }

  @Override
  public TextRoom room() {
    return room;
  }
}
