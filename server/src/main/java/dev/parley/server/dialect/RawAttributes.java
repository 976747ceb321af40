package dev.parley.server.dialect;

import dev.parley.server.model.LargeText;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Utf8;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span's attributes as JSON, and where their large texts stand in it.
 *
 * @param json as {@link RawJson} writes it
 * @param largeTexts in order; null where a structure may have some inside
 */
record RawAttributes(String json, @Nullable List<LargeText> largeTexts) {
  private static final RawAttributes NONE = new RawAttributes("{}", List.of());

  /** As few bytes of a structure are passed on as they are; it then has no reference either. */
  private static final int SMALL = LargeText.LENGTH;

  static RawAttributes write(List<Attribute> attributes, Said said) {
    if (attributes.isEmpty()) {
      return NONE;
    }
    JsonText out = JsonText.open();
    // Of each large text its index, and its two ends in bytes.
    List<int[]> found = new ArrayList<>(4);
    boolean plain = true;
    Distinct distinct = new Distinct(attributes);
    out.raw('{');
    for (int i = 0; i < attributes.size(); i++) {
      if (!distinct.isFirst(i)) {
        continue;
      }
      Attribute attribute = attributes.get(i);
      if (out.length() > 1) {
        out.raw(',');
      }
      RawJson.writeKey(attribute, out);
      int from = out.length();
      Value value = attribute.value();
      RawJson.writeMember(value, out);
      plain &= attribute.name().indexOf('$') != 0;
      switch (value.type()) {
        case TEXT -> {
          if (value.to() - value.from() >= LargeText.LENGTH) {
            found.add(new int[] {i, from, out.length()});
          }
        }
        case BYTES -> plain &= out.length() - from < SMALL;
        case LIST, OBJECT ->
            plain &=
                out.length() - from < SMALL && !Utf8.contains(out.bytes(), from, out.length(), '$');
        default -> {}
      }
    }
    out.raw('}');
    List<LargeText> texts = plain ? texts(attributes, said, found, out) : null;
    return new RawAttributes(out.close(), texts);
  }

  /** Ends in bytes become ends in characters. */
  private static List<LargeText> texts(
      List<Attribute> attributes, Said said, List<int[]> found, JsonText out) {
    List<LargeText> texts = new ArrayList<>(found.size());
    int bytes = 0;
    int characters = 0;
    for (int[] each : found) {
      Attribute attribute = attributes.get(each[0]);
      int from = characters + Utf8.length(out.bytes(), bytes, each[1]);
      int to = from + Utf8.length(out.bytes(), each[1], each[2]);
      bytes = each[2];
      characters = to;
      List<LargeText.Quoted> messages = said.quoted(attribute.value());
      String text = messages.isEmpty() ? attribute.value().text() : null;
      texts.add(new LargeText(attribute.name(), from, to, text, messages));
    }
    return texts;
  }
}
