package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.JsonField;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.completions.CompletionUsage;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of a chat completion together: text by choice, the fragments of tool calls by
 * choice and index, whatever their order. It reads the fields of a chunk, and makes no tree of it,
 * because there may be thousands.
 */
final class ChatPieces implements Pieces {

  /** More than the provider offers; what else comes from a stream is passed on, but not kept. */
  private static final int MOST_CHOICES = 128;

  private final SortedMap<Long, ChatChoice> choices = new TreeMap<>();
  private final TextRoom room;
  private @Nullable String id;
  private @Nullable String model;
  private @Nullable String tier;
  private @Nullable String fingerprint;
  private @Nullable CompletionUsage usage;

  ChatPieces(boolean content) {
    this.room = new TextRoom(content ? TextRoom.MOST : 0);
  }

  @Override
  @SuppressWarnings("deprecation") // The fingerprint is still sent.
  public void add(Object piece) {
    if (!(piece instanceof ChatCompletionChunk chunk)) {
      return;
    }
    id = later(chunk._id(), id);
    model = later(chunk._model(), model);
    fingerprint = later(chunk._systemFingerprint(), fingerprint);
    Optional<ChatCompletionChunk.ServiceTier> itsTier = chunk._serviceTier().asKnown();
    if (itsTier.isPresent()) {
      tier = later(itsTier.get()._value(), tier);
    }
    Optional<CompletionUsage> itsUsage = chunk._usage().asKnown();
    if (itsUsage.isPresent()) {
      usage = itsUsage.get();
    }
    for (ChatCompletionChunk.Choice choice : chunk._choices().asKnown().orElse(List.of())) {
      long index = choice._index().asKnown().orElse(0L);
      if (choices.size() < MOST_CHOICES || choices.containsKey(index)) {
        choices.computeIfAbsent(index, first -> new ChatChoice(room)).add(choice);
      }
    }
  }

  @Override
  public Answer answer() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    put(answer, "id", id);
    put(answer, "model", model);
    put(answer, "service_tier", tier);
    put(answer, "system_fingerprint", fingerprint);
    if (usage != null) {
      answer.set("usage", ObjectMappers.jsonMapper().valueToTree(usage));
    }
    ArrayNode list = answer.putArray("choices");
    choices.forEach((index, choice) -> list.add(choice.tree().put("index", index)));
    return new ChatAnswer(answer);
  }

  @Override
  public TextRoom room() {
    return room;
  }

  /** The later of two values, where a piece may leave it out. */
  static @Nullable String later(JsonField<String> said, @Nullable String before) {
    Optional<String> text = said.asKnown();
    return text.isPresent() ? text.get() : before;
  }

  static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
