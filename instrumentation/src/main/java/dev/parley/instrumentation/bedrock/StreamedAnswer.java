package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the events of a stream have said so far, whatever their form. Not thread-safe. */
final class StreamedAnswer implements Answer {

  /** More than models give. */
  private static final int MOST_CHOICES = 128;

  private final TextRoom room;
  private final SortedMap<Integer, StreamedMessage> choices = new TreeMap<>();
  private @Nullable String model;
  private @Nullable String id;
  private @Nullable String tier;
  private @Nullable String latency;
  private final Map<String, Object> counts = new LinkedHashMap<>();
  private Usage usage = Usage.unknown();
  private Usage counted = Usage.unknown();

  /**
   * Of which nothing has come.
   *
   * @param content whether what it says is kept
   * @param requested the model asked for
   */
  StreamedAnswer(boolean content, @Nullable String requested) {
    this.room = new TextRoom(content ? TextRoom.MOST : 0);
    this.model = requested;
  }

  /** Reads events into this answer. */
  EventPieces.Reading fedBy(Consumer<StreamEvent> reading) {
    StreamedAnswer answer = this;
    return new EventPieces.Reading() {
      @Override
      public void add(StreamEvent event) {
        reading.accept(event);
      }

      @Override
      public Answer answer() {
        return answer;
      }

      @Override
      public TextRoom room() {
        return room;
      }
    };
  }

  /** One too many is put together, and forgotten. */
  StreamedMessage choice(int index) {
    StreamedMessage choice = choices.get(index);
    if (choice == null) {
      choice = new StreamedMessage(room);
      if (choices.size() < MOST_CHOICES) {
        choices.put(index, choice);
      }
    }
    return choice;
  }

  /** Null, or what is unknown, leaves it as it is; so in all that follows. */
  void model(@Nullable String its) {
    model = its == null ? model : its;
  }

  void id(@Nullable String its) {
    id = its == null ? id : its;
  }

  void tier(@Nullable String its) {
    tier = its == null ? tier : its;
  }

  void latency(@Nullable String its) {
    latency = its == null ? latency : its;
  }

  void usage(Usage its) {
    usage = its.isKnown() ? its : usage;
  }

  /**
   * Counts by the names that Anthropic and OpenAI have for them; a later one replaces its former.
   */
  void count(Tree usageByName) {
    counts.putAll(Trees.numbers(usageByName));
  }

  void count(String name, Tree count) {
    if (count.value() instanceof Number number) {
      counts.put(name, number);
    }
  }

  /** What the service counts, for where the model says nothing. */
  void counted(Usage byService) {
    counted = byService;
  }

  @Override
  public @Nullable String model() {
    return model;
  }

  @Override
  public @Nullable String serviceTier() {
    return tier;
  }

  @Override
  public Usage usage() {
    Usage told = usage.isKnown() ? usage : Usage.fromMap(counts);
    return told.isKnown() ? told : counted;
  }

  @Override
  public void identity(Span span) {
    List<String> reasons = new ArrayList<>();
    for (StreamedMessage choice : choices.values()) {
      String reason = choice.finishReason();
      reasons.add(reason == null ? Message.NO_REASON : reason);
    }
    new ResponseIdentity(span)
        .id(id)
        .finishReasons(reasons)
        .text(BedrockKeys.RESPONSE_TIER, tier)
        .text(BedrockKeys.RESPONSE_LATENCY, latency);
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>(choices.size());
    choices.values().forEach(choice -> messages.add(choice.message()));
    return messages;
  }
}
