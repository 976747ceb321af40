package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message that comes piece by piece. Its pieces are told apart by the number of their block, and
 * may come interleaved. Not thread-safe.
 */
final class StreamedMessage {

  /** More than models make; what else comes is passed on, but not kept. */
  private static final int MOST_BLOCKS = 1024;

  private enum Kind {
    TEXT,
    REASONING,
    TOOL_CALL,
    OTHER
  }

  private static final class Block {
    private final Kind kind;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String id;
    private @Nullable String name;
    private long omitted;

    Block(Kind kind) {
      this.kind = kind;
    }
  }

  private final TextRoom room;
  private final SortedMap<Integer, Block> blocks = new TreeMap<>();
  private @Nullable String role;
  private @Nullable String finishReason;

  StreamedMessage(TextRoom room) {
    this.room = room;
  }

  /** Null leaves it as it is; so in all that follows. */
  void role(@Nullable String its) {
    role = its == null ? role : its;
  }

  void finish(@Nullable String reason) {
    finishReason = reason == null ? finishReason : reason;
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  void text(int index, @Nullable String more) {
    append(index, Kind.TEXT, more);
  }

  void reasoning(int index, @Nullable String more) {
    append(index, Kind.REASONING, more);
  }

  void arguments(int index, @Nullable String more) {
    append(index, Kind.TOOL_CALL, more);
  }

  void toolCall(int index, @Nullable String id, @Nullable String name) {
    Block block = block(index, Kind.TOOL_CALL);
    if (block != null) {
      block.id = id == null ? block.id : id;
      block.name = name == null ? block.name : name;
    }
  }

  /** What is measured, but not kept. */
  void other(int index, String type, long length) {
    Block block = block(index, Kind.OTHER);
    if (block != null) {
      block.name = type;
      block.omitted += Math.max(length, 0);
    }
  }

  private void append(int index, Kind kind, @Nullable String more) {
    if (more != null && !more.isEmpty()) {
      Block block = block(index, kind);
      if (block != null) {
        room.append(block.text, more);
      }
    }
  }

  /** What a block begins as it stays; null for one too many. */
  private @Nullable Block block(int index, Kind kind) {
    Block block = blocks.get(index);
    if (block == null && blocks.size() < MOST_BLOCKS) {
      block = new Block(kind);
      blocks.put(index, block);
    }
    return block;
  }

  Message message() {
    List<Part> parts = new ArrayList<>(blocks.size());
    blocks.values().forEach(block -> parts.add(part(block)));
    return Message.answer(role == null ? "assistant" : role, parts, finishReason);
  }

  private static Part part(Block block) {
    String text = block.text.toString();
    return switch (block.kind) {
      case TEXT -> new Part.Text(text);
      case REASONING -> new Part.Reasoning(text);
      case OTHER -> new Part.Other(block.name == null ? "other" : block.name, block.omitted);
      case TOOL_CALL -> {
        // An empty text is what models write for no arguments.
        Object arguments = text.isEmpty() ? Map.of() : Trees.jsonOrNone(text).value();
        yield Part.ToolCall.of(block.id, block.name, arguments == null ? text : arguments);
      }
    };
  }
}
