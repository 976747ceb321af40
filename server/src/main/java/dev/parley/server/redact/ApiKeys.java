package dev.parley.server.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys and tokens of forms that their issuers have made known, JSON web tokens, what is sent as an
 * Authorization, passwords in addresses, and private keys. Every repetition is possessive, so that
 * a text takes time in proportion to its length; a form is tried only where a word begins as it
 * does.
 */
final class ApiKeys implements Rule {
  private static final List<Form> FORMS =
      List.of(
          // OpenAI, Anthropic, OpenRouter, Langfuse and those who do as they do.
          form("sk- pk-", "[A-Za-z0-9_-]{20,}+"),
          form("AKIA ASIA ABIA ACCA", "[0-9A-Z]{16}(?![0-9A-Za-z])"),
          form("aws_secret awssecret", "_?(?i:access_?key)[\"' :=]{1,8}+[A-Za-z0-9/+]{40}"),
          form("ghp_ gho_ ghu_ ghs_ ghr_", "[A-Za-z0-9]{36,}+"),
          form("github_pat_", "[A-Za-z0-9_]{22,}+"),
          form("glpat-", "[A-Za-z0-9_-]{20,}+"),
          form("glc_ glsa_", "[A-Za-z0-9_+/=]{32,}+"),
          form("AIza", "[0-9A-Za-z_-]{35}"),
          form("ya29.", "[0-9A-Za-z_-]{20,}+"),
          form("xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-", "[A-Za-z0-9-]{10,}+"),
          form("xapp-", "[A-Za-z0-9-]{20,}+"),
          form("sk_live_ sk_test_ rk_live_ rk_test_", "[A-Za-z0-9]{16,}+"),
          form("whsec_", "[A-Za-z0-9+/=]{24,}+"),
          form("hf_ r8_", "[A-Za-z0-9]{30,}+"),
          form("gsk_ xai- pplx-", "[A-Za-z0-9]{40,}+"),
          form("pcsk_", "[A-Za-z0-9_]{40,}+"),
          form("tvly-", "[A-Za-z0-9-]{20,}+"),
          form("dapi", "[a-f0-9]{32}"),
          form("npm_", "[A-Za-z0-9]{36,}+"),
          form("pypi-", "[A-Za-z0-9_-]{50,}+"),
          form("lsv2_pt_ lsv2_sk_", "[A-Za-z0-9_]{32,}+"),
          form("doo_v1_ dop_v1_ dor_v1_", "[a-f0-9]{64}"),
          form("SG.", "[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
          form("parley_", "[0-9A-Za-z]{10}_[0-9A-Za-z]{43}"),
          // Begun anew within a long one, it would be read as often as it has dashes.
          form(
              "eyJ",
              "(?<![A-Za-z0-9_-]eyJ)[A-Za-z0-9_-]{10,}+\\.eyJ[A-Za-z0-9_-]{10,}+\\.[A-Za-z0-9_-]*+"),
          form("bearer", " ++[A-Za-z0-9._~+/-]{20,}+=*+"),
          form("authorization", "[\"']?+ *+[:=] *+[\"']?+(?i:basic) ++[A-Za-z0-9+/]{8,}+=*+"));

  /** Words of HTTP and of settings, which are written in either case. */
  private static final Set<String> EITHER_CASE =
      Set.of("bearer", "authorization", "aws_secret", "awssecret");

  /** What follows the scheme of an address: a user's name and a password. */
  private static final Pattern PASSWORD =
      Pattern.compile("[^/\\s:@\"']{0,64}+:[^/\\s@\"']{1,256}+@");

  private static final String BEGIN = "-----BEGIN ";
  private static final String PRIVATE = "PRIVATE KEY-----";
  private static final int LONGEST_HEAD = 60;
  private static final String END = "-----END ";

  private static final List<List<Form>> BY_FIRST = byFirst();

  /** How a sort of key begins, in one of several ways, and goes on. */
  private record Form(List<String> beginnings, Pattern rest) {
    /** Where the key that begins there ends; -1 if none does. */
    int end(String text, int from) {
      for (String beginning : beginnings) {
        boolean either = EITHER_CASE.contains(beginning);
        if (text.regionMatches(either, from, beginning, 0, beginning.length())) {
          Matcher matcher =
              rest.matcher(text)
                  .useTransparentBounds(true)
                  .region(from + beginning.length(), text.length());
          if (matcher.lookingAt()) {
            return matcher.end();
          }
        }
      }
      return -1;
    }
  }

  @Override
  public String name() {
    return "api-keys";
  }

  @Override
  public void find(String text, Finder finder) {
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int to = -1;
      if (c < BY_FIRST.size() && !BY_FIRST.get(c).isEmpty()) {
        to = i > 0 && Character.isLetterOrDigit(text.charAt(i - 1)) ? -1 : end(text, i);
      } else if (c == ':' && text.startsWith("://", i)) {
        Matcher matcher = PASSWORD.matcher(text).region(i + 3, text.length());
        if (matcher.lookingAt()) {
          i += 3;
          to = matcher.end() - 1;
        }
      } else if (c == '-' && text.startsWith(BEGIN, i)) {
        to = endOfPrivateKey(text, i);
      }
      if (to > i && i >= done) {
        finder.found(i, to);
        done = to;
        i = to - 1;
      }
    }
  }

  private static int end(String text, int from) {
    for (Form form : BY_FIRST.get(text.charAt(from))) {
      int end = form.end(text, from);
      if (end >= 0) {
        return end;
      }
    }
    return -1;
  }

  /** Where the key's last line ends, or the text where that was cut; -1 if none begins here. */
  private static int endOfPrivateKey(String text, int from) {
    int head = from + BEGIN.length();
    while (head < text.length() && head - from < LONGEST_HEAD && text.charAt(head) != '-') {
      head++;
    }
    if (!text.startsWith(PRIVATE, head - PRIVATE.indexOf('-'))) {
      return -1;
    }
    int foot = text.indexOf(END, head);
    int end = foot < 0 ? -1 : text.indexOf(PRIVATE, foot);
    return end < 0 ? text.length() : end + PRIVATE.length();
  }

  private static Form form(String beginnings, String rest) {
    return new Form(List.of(beginnings.split(" ")), Pattern.compile(rest));
  }

  /** The forms that can begin with each character of ASCII. */
  private static List<List<Form>> byFirst() {
    List<List<Form>> forms = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      String first = Character.toString(i);
      forms.add(
          FORMS.stream()
              .filter(
                  form ->
                      form.beginnings().stream()
                          .anyMatch(
                              beginning ->
                                  beginning.regionMatches(
                                      EITHER_CASE.contains(beginning), 0, first, 0, 1)))
              .toList());
    }
    return List.copyOf(forms);
  }
}
