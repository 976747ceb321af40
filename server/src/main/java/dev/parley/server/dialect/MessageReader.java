package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.model.Message;
import dev.parley.server.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads arrays of messages byte by byte. Most are of one form, an object with a role and a text, or
 * text parts; these are written canonically as they are read, or found among {@link SeenMessages}.
 * Elements of any other form are read by {@link Messages}, as is every text that this reader does
 * not know for such an array: it never decides what is JSON and what is not.
 */
final class MessageReader {
  private static final byte[] ROLE = word("role");
  private static final byte[] PARTS = word("parts");
  private static final byte[] CONTENT = word("content");
  private static final byte[] TYPE = word("type");
  private static final byte[] NAME = word("name");
  private static final byte[] FINISH_REASON = word("finish_reason");

  private final byte[] bytes;
  private final JsonScanner in;
  private final String defaultRole;

  // The message at hand: where its strings begin and end, 0 where it has none.
  private int role;
  private int roleEnd;
  private int name;
  private int nameEnd;
  private int reason;
  private int reasonEnd;
  private int[] contents = new int[8];
  private int count;
  private boolean rewritten;
  private boolean inParts;

  /** The message before the one at hand; null where there is none, or it is not remembered. */
  private SeenMessages.@Nullable Seen last;

  private MessageReader(Value text, String defaultRole) {
    this.bytes = text.utf8();
    this.in = new JsonScanner(bytes, text.from(), text.to());
    this.defaultRole = defaultRole;
  }

  /** The messages of an array whose first one is of the usual form; null for any other text. */
  static @Nullable List<Draft> read(Value text, String defaultRole) {
    return new MessageReader(text, defaultRole).array();
  }

  private @Nullable List<Draft> array() {
    if (!in.next('[')) {
      return null;
    }
    List<Draft> drafts = new ArrayList<>();
    do {
      int start = in.start();
      var expected = SeenMessages.after(last, bytes, start, in.end(), defaultRole);
      if (expected != null) {
        in.back(start + expected.length());
        last = expected;
        drafts.add(expected.draft());
        continue;
      }
      if (usual()) {
        drafts.add(draft(start));
        continue;
      }
      // With a role in its first element the array is one of messages; else it may be of parts.
      in.back(start);
      if (drafts.isEmpty() || !other(start, drafts)) {
        return null;
      }
    } while (in.next(','));
    return in.next(']') && in.atEnd() ? drafts : null;
  }

  /** Notes the message at hand as what comes after the one before. */
  private void follow(SeenMessages.@Nullable Seen seen) {
    if (last != null && seen != null) {
      last.before(seen);
    }
    last = seen;
  }

  /** Reads an element of another form; false where it is no object. */
  private boolean other(int start, List<Draft> drafts) {
    if (in.atEnd() || bytes[start] != '{' || !in.structure()) {
      return false;
    }
    int slot = SeenMessages.slot(bytes, start, in.at());
    var seen = SeenMessages.find(slot, bytes, start, in.at(), defaultRole);
    if (seen != null) {
      follow(seen);
      drafts.add(seen.draft());
      return true;
    }
    String text = new String(bytes, start, in.at() - start, StandardCharsets.UTF_8);
    JsonNode element = Json.parse(text);
    if (element == null) {
      return false;
    }
    List<Draft> held = Messages.ofNode(element, defaultRole);
    Draft.Sealed sealed = held.size() == 1 ? held.get(0).seal() : null;
    if (sealed == null) {
      follow(null);
      drafts.addAll(held);
    } else {
      sealed = sealed.of(Json.parseStrictly(text));
      follow(SeenMessages.add(slot, bytes, start, in.at(), defaultRole, sealed));
      drafts.add(new Draft(sealed));
    }
    return true;
  }

  /** Passes over an object with a role, and a text or text parts, and notes where they are. */
  private boolean usual() {
    role = 0;
    name = 0;
    reason = 0;
    count = 0;
    rewritten = false;
    inParts = false;
    boolean said = false;
    if (!in.next('{')) {
      return false;
    }
    do {
      int key = in.string();
      if (key < 0) {
        return false;
      }
      boolean isRole = in.was(key, ROLE);
      boolean isName = in.was(key, NAME);
      boolean isReason = in.was(key, FINISH_REASON);
      boolean isParts = in.was(key, PARTS);
      boolean isContent = in.was(key, CONTENT);
      if (!in.next(':')) {
        return false;
      }
      if (isParts && !said) {
        said = parts();
        inParts = said;
        if (!said) {
          return false;
        }
        continue;
      }
      int value = in.string();
      if (value < 0) {
        return false;
      }
      if (isRole && role == 0) {
        role = value;
        roleEnd = in.at();
      } else if (isName && name == 0) {
        name = value;
        nameEnd = in.at();
      } else if (isReason && reason == 0) {
        reason = value;
        reasonEnd = in.at();
      } else if (isContent && !said) {
        said = true;
        content(value, in.at());
        // A chat message without any text has no part at all.
        if (in.at() - value == 2) {
          return false;
        }
      } else {
        return false;
      }
    } while (in.next(','));
    return in.next('}') && role != 0 && said && folded() != null;
  }

  private boolean parts() {
    if (!in.next('[')) {
      return false;
    }
    do {
      if (!part()) {
        return false;
      }
    } while (in.next(','));
    return in.next(']');
  }

  /** A text part, of nothing but its type and its content. */
  private boolean part() {
    if (!in.next('{')) {
      return false;
    }
    boolean typed = false;
    boolean said = false;
    do {
      int key = in.string();
      if (key < 0) {
        return false;
      }
      boolean isType = in.was(key, TYPE);
      boolean isContent = in.was(key, CONTENT);
      int value = in.next(':') ? in.string() : -1;
      if (value < 0) {
        return false;
      }
      if (isType && !typed && in.wasText(value)) {
        typed = true;
      } else if (isContent && !said) {
        said = true;
        content(value, in.at());
      } else {
        return false;
      }
    } while (in.next(','));
    return in.next('}') && typed && said;
  }

  private void content(int start, int stop) {
    if (count + 2 > contents.length) {
      contents = Arrays.copyOf(contents, contents.length * 2);
    }
    contents[count++] = start;
    contents[count++] = stop;
    rewritten |= in.isRewritten();
  }

  /** The role's own word; null for one that is folded, or turns the message into another. */
  private @Nullable String folded() {
    return switch (roleEnd - role) {
      case 6 -> is("user");
      case 8 -> is("system");
      case 11 -> is("assistant");
      default -> null;
    };
  }

  private @Nullable String is(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (bytes[role + 1 + i] != word.charAt(i)) {
        return null;
      }
    }
    return word;
  }

  private Draft draft(int start) {
    int slot = SeenMessages.slot(bytes, start, in.at());
    var seen = SeenMessages.find(slot, bytes, start, in.at(), defaultRole);
    if (seen != null) {
      follow(seen);
      return seen.draft();
    }
    String who = name == 0 ? "" : JsonScanner.text(bytes, name, nameEnd);
    JsonText out = JsonText.open().raw('{');
    if (!who.isEmpty()) {
      out.raw("\"name\":");
      JsonScanner.copy(bytes, name, nameEnd, out);
      out.raw(',');
    }
    out.raw("\"parts\":[");
    for (int i = 0; i < count; i += 2) {
      out.raw(i == 0 ? "{\"content\":" : ",{\"content\":");
      if (rewritten) {
        JsonScanner.copy(bytes, contents[i], contents[i + 1], out);
      } else {
        out.raw(bytes, contents[i], contents[i + 1]);
      }
      out.raw(",\"type\":\"text\"}");
    }
    out.raw("],\"role\":").raw(bytes, role, roleEnd).raw('}');
    Message message = new Message(out.close());
    String why = reason == 0 ? "" : JsonScanner.text(bytes, reason, reasonEnd);
    Draft.Sealed sealed =
        new Draft.Sealed(
            String.valueOf(folded()),
            who.isEmpty() ? null : who,
            why.isEmpty() ? null : why,
            message,
            false,
            false,
            inParts && (name == 0 || !who.isEmpty()) && (reason == 0 || !why.isEmpty()));
    follow(SeenMessages.add(slot, bytes, start, in.at(), defaultRole, sealed));
    return new Draft(sealed);
  }

  private static byte[] word(String word) {
    return ('"' + word + '"').getBytes(StandardCharsets.US_ASCII);
  }
}
