package dev.parley.examples.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The shop's articles, searched by the words they share with a question. Immutable. */
final class KnowledgeBase {

  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{4,}");

  private final List<Article> articles;

  /** How many articles a word occurs in; a rare word says more. */
  private final Map<String, Integer> spread = new HashMap<>();

  private KnowledgeBase(List<Article> articles) {
    this.articles = List.copyOf(articles);
    for (Article article : articles) {
      words(article.title() + " " + article.text()).forEach(w -> spread.merge(w, 1, Integer::sum));
    }
  }

  static KnowledgeBase load() {
    try (InputStream stream =
        Objects.requireNonNull(
            KnowledgeBase.class.getResourceAsStream("articles.json"),
            "articles.json is missing on the class path")) {
      List<Article> articles = new ArrayList<>();
      for (JsonNode node : new JsonMapper().readTree(stream)) {
        articles.add(
            new Article(
                node.required("id").asText(),
                node.required("title").asText(),
                node.required("text").asText(),
                0));
      }
      return new KnowledgeBase(articles);
    } catch (IOException e) {
      throw new UncheckedIOException("articles.json can't be read", e);
    }
  }

  /** The best articles for a question, at most {@code limit}; none if it shares no word. */
  List<Article> search(String question, int limit) {
    Set<String> asked = words(question);
    return articles.stream()
        .map(article -> scored(article, asked))
        .filter(article -> article.score() > 0)
        .sorted(Comparator.comparingDouble(Article::score).reversed())
        .limit(limit)
        .toList();
  }

  private Article scored(Article article, Set<String> asked) {
    Set<String> shared = words(article.title() + " " + article.text());
    shared.retainAll(asked);
    double weight =
        shared.stream()
            .mapToDouble(word -> Math.log((1.0 + articles.size()) / spread.getOrDefault(word, 1)))
            .sum();
    double score = Math.round(1000 * weight / (weight + 3)) / 1000.0;
    return new Article(article.id(), article.title(), article.text(), score);
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    WORD.matcher(text.toLowerCase(Locale.ROOT)).results().forEach(word -> words.add(word.group()));
    return words;
  }
}
