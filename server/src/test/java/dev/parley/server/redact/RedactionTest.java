package dev.parley.server.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Redaction")
class RedactionTest {
  private static final String KEY = "sk-proj-abcdefghijklmnopqrstuvwx";
  private final Redaction all = Redaction.of(Set.copyOf(Redaction.builtIn()), Map.of());

  private String redacted(String text) {
    return all.apply("p", text);
  }

  private static Redaction of(String name, String pattern) {
    return Redaction.of(Set.of(), Map.of(name, Pattern.compile(pattern)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY,
        "sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAAAA-_AA",
        "pk-lf-12345678-1234-1234-1234-123456789012",
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMIK7MDENGabPxRfiCYEXAMPLEKEYx",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "glpat-abcdefghijklmnopqrst",
        "AIzaSyA1234567890123456789012345678901x",
        "xoxb-123456789012-abcdef",
        "sk_live_abcdefghijklmnop1234",
        "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0",
        "BEARER abcdefghijklmnopqrstuvwxyz==",
        "Authorization: Basic YWRhOnNlY3JldA==",
        "-----BEGIN RSA PRIVATE KEY----- Proc-Type: 4,ENCRYPTED abc -----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg"
      })
  @DisplayName("takes out keys of known forms, whole and alone")
  void keys(String key) {
    assertThat(redacted(key)).isEqualTo("[redacted:api-keys]");
    assertThat(redacted("Here: (" + key)).isEqualTo("Here: ([redacted:api-keys]");
  }

  @Test
  @DisplayName("takes the user and the password out of an address")
  void passwords() {
    assertThat(redacted("postgres://ada:lovelace1815@db:5432/x and https://host/a:b@c"))
        .isEqualTo("postgres://[redacted:api-keys]@db:5432/x and https://host/a:b@c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          write to ada@example.com.                    | write to [redacted:email].
          <ada.b+c@mail.example.co.uk>, x              | <[redacted:email]>, x
          ada@example.com-2024 x                       | [redacted:email] x
          ada@xn--e1afmkfd.xn--p1ai                    | [redacted:email]
          jörg@bücher.example                          | [redacted:email]
          /users?mail=ada%40example.com&x=1            | /users?mail=[redacted:email]&x=1
          cut json {"mail":"ada\\u0040example.com","x  | cut json {"mail":"[redacted:email]","x
          4111 1111 1111 1111                          | [redacted:cards]
          pay 4111-1111-1111-1111 12/26 123            | pay [redacted:cards] 12/26 123
          No. 5 4111 1111 1111 1111 999.               | No. 5 [redacted:cards] 999.
          (378282246310005)                            | ([redacted:cards])
          3782 822463 10005, thanks                    | [redacted:cards], thanks
          It is 6011111111111117.                      | It is [redacted:cards].
          card%3D4111111111111111%26                   | card%3D[redacted:cards]%26
          4111111111111111,5555555555554444            | [redacted:cards],[redacted:cards]
          """)
  @DisplayName("takes out addresses and cards as people write them")
  void written(String before, String after) {
    assertThat(redacted(before)).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "1772359200000000000",
        "51.051005081138600",
        "a4111111111111111b",
        "5b8efff798038103d269b633813fc60c",
        "task-force-of-many-words-in-one",
        "desk-abcdefghijklmnopqrstuvwx",
        "npm install parley@1.2.3-4",
        "@ada said hello@",
        "the bearer of this letter",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
        "50% of \\d and C:\\temp\\new",
        "{\"a\": [1, 2.50, 1e400, null, true], \"a\": \"\\u00e9\"}"
      })
  @DisplayName("leaves the same object where nothing is found")
  void left(String text) {
    assertThat(redacted(text)).isSameAs(text);
  }

  @Test
  @DisplayName("looks into JSON in JSON, leaves the rest of it as it was, and gives JSON back")
  void json() throws Exception {
    JsonMapper mapper = new JsonMapper();
    String inner = mapper.writeValueAsString(Map.of("text", "line\n" + KEY));
    String outer =
        "{\"n\":1.50,\"n\":1e400,\"card\":4111111111111111,\"mail\":\"ada\\u0040example.com\",\"in\":"
            + mapper.writeValueAsString(inner)
            + ",\"ada@example.com\":[null,true]}";
    assertThat(redacted(outer))
        .isEqualTo(
            "{\"n\":1.50,\"n\":1e400,\"card\":\"[redacted:cards]\",\"mail\":\"[redacted:email]\","
                + "\"in\":\"{\\\"text\\\":\\\"line\\\\n[redacted:api-keys]\\\"}\","
                + "\"[redacted:email]\":[null,true]}");
    // Cut off, it is no JSON; what stands behind an escape is found all the same.
    String cut = outer.substring(0, outer.indexOf(KEY) + KEY.length());
    assertThat(redacted(cut)).doesNotContain(KEY).endsWith("\\n[redacted:api-keys]");
    assertThat(redacted("{\"a\":\"" + KEY + "\"}\n{\"b\":\"x\\\\n" + KEY + "\"}"))
        .isEqualTo("{\"a\":\"[redacted:api-keys]\"}\n{\"b\":\"x\\\\n[redacted:api-keys]\"}");
  }

  @Test
  @DisplayName("counts what it took out by project and rule; where rules meet, the first one's")
  void counts() {
    Redaction redaction =
        Redaction.of(
            Set.of("api-keys", "email"), Map.of("ticket", Pattern.compile("T-\\d+|xyz@\\S+")));
    redaction.apply("a", "xyz@example.com T-1 T-2 T-3T-4");
    redaction.apply("b", KEY + "@example.com");
    assertThat(redaction.counts("a")).isEqualTo(Map.of("api-keys", 0L, "email", 1L, "ticket", 3L));
    assertThat(redaction.counts("b")).isEqualTo(Map.of("api-keys", 1L, "email", 0L, "ticket", 0L));
    assertThat(Redaction.of(Set.of(), Map.of())).isSameAs(Redaction.NONE);
    assertThatThrownBy(() -> Redaction.of(Set.of("emails"), Map.of()))
        .hasMessageContaining("email");
  }

  @Test
  @Timeout(120)
  @DisplayName("stops a pattern that backtracks without end, and keeps nothing it did not look at")
  void catastrophe() {
    Redaction redaction = of("bad", "(a+)+$|(b|c)*d");
    String end = "a".repeat(50_000) + "!";
    assertThat(redaction.apply("p", "fine aa! " + end)).isEqualTo("[redacted:bad]");
    // Too deep for the stack before it is too long.
    assertThat(redaction.apply("p", "bc".repeat(50_000))).doesNotContain("bcbcbcbc");
    assertThat(redaction.apply("p", "fine")).isEqualTo("fine");
    // A request of many short texts costs in proportion, too.
    for (int i = 0; i < 2_000; i++) {
      redaction.apply("p", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    }
  }

  @Test
  @Timeout(120)
  @DisplayName("takes time and space in proportion to what is sent, whatever that is")
  void proportion() {
    for (String unit :
        new String[] {
          "a@",
          "@",
          "a@b.",
          "eyJabcdefghijk-",
          "-----BEGIN ",
          "sk-",
          "4111 ",
          "1 ",
          "eyJ",
          "://",
          "\\u0040",
          "%25",
          "\\\\",
          "bearer ",
          "{\"",
          "[",
          "[\"",
          "x.@"
        }) {
      redacted(unit.repeat(300_000 / unit.length()));
    }
    assertThat(of("digits", "\\d").apply("p", "1a".repeat(1_000_000))).hasSizeLessThan(2_000_000);
    assertThat(of("digits", "\\d").apply("p", "1".repeat(1_000))).isEqualTo("[redacted:digits]");
    assertThat(redacted("\\n ".repeat(300_000) + "ada\\u0040example.com" + " x".repeat(300_000)))
        .contains(" [redacted:email] ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          word = (            | line 2: word is no regular expression
          word                | line 2: "" (expected: name = regular expression
          Word = x            | line 2: "Word" (expected: name = regular expression
          email = x           | line 2: "email" (expected: name = regular expression
          word =              | line 2: word (expected: one expression
          """)
  @DisplayName("refuses a file of patterns with the line that is wrong")
  void wrongFile(String line, String message, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("patterns");
    Files.writeString(file, "# ours\n" + line + "\n");
    assertThatThrownBy(() -> PatternFile.read(file)).hasMessageContaining(message);
  }

  @Test
  @DisplayName("reads patterns as they stand, and tells of a file that is not there")
  void file(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("patterns");
    Files.writeString(file, "# ours\n\n  ticket = T-\\d{3}=?  \nname2=(?i)ada\n");
    Redaction redaction = Redaction.of(Set.of(), PatternFile.read(file));
    assertThat(redaction.apply("p", "ADA has T-123= and T-12"))
        .isEqualTo("[redacted:name2] has [redacted:ticket] and T-12");
    assertThatThrownBy(() -> PatternFile.read(folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
  }
}
