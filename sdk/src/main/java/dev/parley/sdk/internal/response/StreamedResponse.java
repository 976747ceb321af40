package dev.parley.sdk.internal.response;

import dev.parley.pricing.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a model's answer together from the chunks that it comes in, without keeping them: OpenAI's
 * deltas and Anthropic's events. Text and arguments are kept up to a limit. Not thread-safe.
 */
public final class StreamedResponse {
  private static final List<String> EVENTS =
      List.of("message_start", "content_block_start", "content_block_delta", "message_delta");
  private static final int MAX_TOOLS = 128;
  private static final int MAX_REASONS = 128;

  private static final class Tool {
    private @Nullable String id;
    private @Nullable String name;
    private final StringBuilder arguments = new StringBuilder();
    private long length;
  }

  private final int limit;
  private final StringBuilder text = new StringBuilder();
  private final Map<Long, Tool> tools = new TreeMap<>();
  private final Map<String, String> counts = new HashMap<>();
  private final List<String> reasons = new ArrayList<>();
  private int argumentLength;
  private boolean anthropic;
  private boolean recognized;
  private @Nullable String library;
  private @Nullable String id;
  private @Nullable String model;
  private @Nullable String tier;
  private long textLength;

  /**
   * An answer of which nothing is there yet.
   *
   * @param limit how many characters of text, and as many of arguments, are kept
   */
  public StreamedResponse(int limit) {
    this.limit = limit;
  }

  /**
   * Takes the next chunk.
   *
   * @return whether it is one; where it is not, nothing was taken
   */
  public boolean add(@Nullable Object chunk) {
    if (chunk == null || !Shape.isStructure(chunk)) {
      return false;
    }
    boolean taken = openAi(chunk) || anthropic(chunk) || usage(Shape.get(chunk, "usage"));
    if (taken) {
      recognized = true;
      library = chunk.getClass().getName();
      identity(chunk);
    }
    return taken;
  }

  private void identity(Object node) {
    id = or(id, Shape.get(node, "id"));
    model = or(model, Shape.get(node, "model"));
    tier = or(tier, Shape.get(node, "service_tier"));
  }

  private boolean openAi(Object chunk) {
    List<@Nullable Object> choices = Shape.list(Shape.get(chunk, "choices"));
    if (!OpenAiShape.isAnswer(choices)) {
      return false;
    }
    for (Object choice : choices) {
      reason(Shape.text(Shape.get(choice, "finish_reason")));
      Object delta = Shape.first(choice, "delta", "message");
      append(Shape.text(Shape.first(delta, "content", "refusal")));
      for (Object call : Shape.list(Shape.get(delta, "tool_calls"))) {
        Tool tool = tool(Shape.text(Shape.get(call, "index")), Shape.text(Shape.get(call, "id")));
        Object function = Shape.get(call, "function");
        if (tool != null) {
          tool.name = or(tool.name, Shape.get(function, "name"));
          arguments(tool, Shape.text(Shape.get(function, "arguments")));
        }
      }
    }
    usage(Shape.get(chunk, "usage"));
    return true;
  }

  private boolean anthropic(Object chunk) {
    Object event = chunk;
    for (String variant : EVENTS) {
      Object found = Shape.get(chunk, variant);
      event = found != null ? found : event;
    }
    Object message = Shape.get(event, "message");
    Object delta = Shape.get(event, "delta");
    Object block = Shape.get(event, "content_block");
    String index = Shape.text(Shape.get(event, "index"));
    boolean taken = false;
    if (message != null && usage(Shape.get(message, "usage"))) {
      identity(message);
      taken = true;
    }
    if (block != null) {
      RequestedTool use = AnthropicShape.tool(block, 0);
      Tool tool = use == null ? null : tool(index, null);
      if (use != null && tool != null) {
        tool.id = use.id();
        tool.name = use.name();
      }
      append(Texts.of(block, "text"));
      taken = true;
    }
    if (delta != null) {
      append(Texts.of(delta, "text"));
      Object json = Shape.first(delta, "partial_json", "input_json");
      String part =
          Shape.text(json instanceof CharSequence ? json : Shape.get(json, "partial_json"));
      Tool tool = part == null ? null : tool(index, null);
      if (tool != null) {
        arguments(tool, part);
      }
      reason(Shape.text(Shape.get(delta, "stop_reason")));
      usage(Shape.get(event, "usage"));
      taken = true;
    }
    anthropic |= taken;
    return taken;
  }

  /** Later counts win: they grow, and one that a later chunk leaves out stays as it was. */
  private boolean usage(@Nullable Object usage) {
    Map<String, String> more = UsageShape.counts(usage);
    counts.putAll(more);
    return !more.isEmpty();
  }

  private @Nullable Tool tool(@Nullable String index, @Nullable String newId) {
    long position = index == null ? lastTool(newId) : number(index);
    Tool tool = tools.get(position);
    if (tool == null && tools.size() < MAX_TOOLS) {
      tool = new Tool();
      tools.put(position, tool);
    }
    if (tool != null && newId != null) {
      tool.id = newId;
    }
    return tool;
  }

  /** Where chunks have no index, an id begins a call and what has none goes on with it. */
  private long lastTool(@Nullable String newId) {
    return newId == null ? Math.max(0, tools.size() - 1) : tools.size();
  }

  private static long number(String index) {
    try {
      return Long.parseLong(index);
    } catch (NumberFormatException odd) {
      return 0;
    }
  }

  private void reason(@Nullable String reason) {
    if (reason != null && reasons.size() < MAX_REASONS) {
      reasons.add(reason);
    }
  }

  private void arguments(Tool tool, @Nullable String part) {
    if (part != null) {
      String kept = part.substring(0, Math.min(part.length(), limit - argumentLength));
      argumentLength += kept.length();
      tool.arguments.append(kept);
      tool.length += part.length();
    }
  }

  /** Adds text of a chunk that is nothing but text. */
  public void append(@Nullable CharSequence more) {
    if (more != null) {
      int room = limit - text.length();
      text.append(more, 0, Math.min(more.length(), Math.max(0, room)));
      textLength += more.length();
    }
  }

  /** Whether there was any text, kept or not. */
  public boolean hasText() {
    return textLength > 0;
  }

  /** The text, as far as it was kept. */
  public String text() {
    return text.toString();
  }

  /** How long the text was, kept or not. */
  public long textLength() {
    return textLength;
  }

  /** The answer so far; null when no chunk was one of a model's answer. */
  public @Nullable LlmResponse response() {
    if (!recognized) {
      return null;
    }
    List<RequestedTool> requested = new ArrayList<>();
    for (Tool tool : tools.values()) {
      requested.add(
          new RequestedTool(
              requested.size(),
              tool.id,
              anthropic ? "tool_use" : "function",
              tool.name,
              tool.arguments.toString(),
              tool.length));
    }
    return new LlmResponse(
        "chat",
        provider(),
        model,
        id,
        UsageShape.usage(counts),
        List.copyOf(reasons),
        text.isEmpty() ? null : text.toString(),
        List.copyOf(requested),
        tier);
  }

  private @Nullable String provider() {
    String known = Provider.ofModel(model);
    if (known != null || anthropic) {
      return known != null ? known : "anthropic";
    }
    return library != null && library.contains(".openai.") ? "openai" : null;
  }

  private static @Nullable String or(@Nullable String known, @Nullable Object value) {
    String text = known != null ? known : Shape.text(value);
    return text == null || text.isEmpty() ? null : text;
  }
}
