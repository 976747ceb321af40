package dev.parley.pricing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Dated prices by model, and the search for the price of a name that a provider answered with.
 * Immutable and thread-safe; look-ups are cached by name.
 *
 * <p><b>Search.</b> Case does not matter. The name is tried as it stands, then without one leading
 * qualifier after another ({@code openrouter/}, {@code arn:…/}, {@code us.}, {@code anthropic.}).
 * Each form is tried as an exact key, then as a key that a version follows, the longest first: a
 * date, a revision such as {@code -0125}, {@code -v1:0}, {@code -latest}. So {@code
 * gpt-4o-2024-08-06} takes the price of {@code gpt-4o} and {@code gpt-4o-mini} never does. A
 * fine-tuned {@code ft:gpt-4o:org::id} takes that of {@code ft:gpt-4o} and never its base's. At
 * each step the price given for the call's provider beats the one for any provider. Where only one
 * other provider has a price for the name, that one applies (a cloud resells a model at list
 * price), except to models on the caller's own machines.
 *
 * <p><b>Time.</b> A price is valid from its instant until the next of the same key. A name that has
 * no price yet at the time asked for goes on to the next key. A stored cost should keep the {@link
 * #version} it was computed with; computing again with a newer book, at the time of the call, gives
 * the corrected cost.
 */
public final class PriceBook {
  private static final PriceBook EMPTY = new PriceBook(List.of(), null);

  /** Names come from outside; a flood of distinct ones must not fill the memory. */
  private static final int MAX_CACHED = 4096;

  private static final String ANY_PROVIDER = "";

  /**
   * One line of the book.
   *
   * @param provider canonical name ({@link Provider#canonical}); null for any provider
   * @param model the key, as {@link PriceBook} searches it
   * @param validFrom {@link Instant#MIN} for always
   */
  public record Entry(@Nullable String provider, String model, Instant validFrom, Price price) {
    public Entry {
      provider = Provider.canonical(provider);
      if (model.isBlank()) {
        throw new IllegalArgumentException("model of a price: blank (expected: a model's name)");
      }
    }
  }

  private final List<Entry> entries;
  private final @Nullable String name;

  /** By model in lower case, then provider (or any). */
  private final Map<String, Map<String, DatedEntries>> index;

  /**
   * By provider as asked for (or any), then model: nested, so that asking again allocates nothing.
   */
  private final Map<String, Map<String, DatedEntries[]>> found = new ConcurrentHashMap<>();

  private final AtomicInteger cached = new AtomicInteger();
  private volatile @Nullable String computedVersion;

  private PriceBook(List<Entry> entries, @Nullable String name) {
    this.entries = entries;
    this.name = name;
    this.index = index(entries);
  }

  /** A book without a price; every cost is unknown. */
  public static PriceBook empty() {
    return EMPTY;
  }

  /**
   * A book of many prices at once; of two with the same provider, model and start the later wins.
   *
   * @param version how stored costs name this book
   */
  public static PriceBook of(String version, Collection<Entry> entries) {
    return new PriceBook(List.copyOf(entries), version);
  }

  /** A copy with a price that has always been valid, whoever the provider. */
  public PriceBook with(String model, Price price) {
    return with(new Entry(null, model, Instant.MIN, price));
  }

  /** A copy with a price that is valid from an instant on. */
  public PriceBook with(String model, Price price, Instant validFrom) {
    return with(new Entry(null, model, validFrom, price));
  }

  /** A copy with one more entry, which replaces an equal one (provider, model, start). */
  public PriceBook with(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new PriceBook(List.copyOf(more), null);
  }

  /** A copy under another name. */
  public PriceBook withVersion(String version) {
    return new PriceBook(entries, version);
  }

  /** A book in which the other's entries stand beside these and win where both have the same. */
  public PriceBook overriddenBy(PriceBook other) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(other.entries);
    return new PriceBook(List.copyOf(all), null);
  }

  /** The name given, else one made of the content: equal books have equal versions. */
  public String version() {
    if (name != null) {
      return name;
    }
    String version = computedVersion;
    if (version == null) {
      version = contentHash();
      computedVersion = version;
    }
    return version;
  }

  /** All entries in the order they were given; unmodifiable. */
  public List<Entry> entries() {
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * The entry that prices a call.
   *
   * @param provider in any spelling; null when unknown, then the model's name may tell
   * @param model as requested or answered
   * @param at when the call started
   * @return null when the book has no price for it
   */
  public @Nullable Entry find(@Nullable String provider, @Nullable String model, Instant at) {
    if (model == null || model.isBlank() || index.isEmpty()) {
      return null;
    }
    for (DatedEntries dated : candidates(provider, model)) {
      Entry valid = dated.at(at);
      if (valid != null) {
        return valid;
      }
    }
    return null;
  }

  /**
   * The cost of a call at the standard service tier.
   *
   * @return null when the model has no price or no token count is known
   */
  public @Nullable Cost cost(
      @Nullable String provider, @Nullable String model, Instant at, Usage usage) {
    Entry entry = find(provider, model, at);
    return entry == null ? null : entry.price().cost(usage);
  }

  private DatedEntries[] candidates(@Nullable String provider, String model) {
    String asked = provider == null ? ANY_PROVIDER : provider;
    Map<String, DatedEntries[]> byModel = found.get(asked);
    DatedEntries[] known = byModel == null ? null : byModel.get(model);
    return known != null ? known : searchAndRemember(asked, provider, model);
  }

  private DatedEntries[] searchAndRemember(String asked, @Nullable String provider, String model) {
    DatedEntries[] searched = search(provider, model);
    boolean sane = model.length() <= ModelName.MAX_LENGTH && asked.length() <= ModelName.MAX_LENGTH;
    if (sane && cached.get() < MAX_CACHED) {
      cached.incrementAndGet();
      found.computeIfAbsent(asked, key -> new ConcurrentHashMap<>()).put(model, searched);
    }
    return searched;
  }

  private DatedEntries[] search(@Nullable String asked, String model) {
    String provider = Provider.canonical(asked);
    if (provider == null) {
      provider = Provider.ofModel(model);
    }
    List<DatedEntries> own = new ArrayList<>();
    List<DatedEntries> foreign = new ArrayList<>();
    for (String form : ModelName.candidates(model)) {
      collect(form, provider, own, foreign);
      for (String key : ModelName.prefixes(form)) {
        collect(key, provider, own, foreign);
      }
    }
    if (provider == null || !Provider.isLocal(provider)) {
      own.addAll(foreign);
    }
    return own.toArray(new DatedEntries[0]);
  }

  private void collect(
      String key, @Nullable String provider, List<DatedEntries> own, List<DatedEntries> foreign) {
    Map<String, DatedEntries> byProvider = index.get(key);
    if (byProvider == null) {
      return;
    }
    DatedEntries ofProvider = provider == null ? null : byProvider.get(provider);
    if (ofProvider != null) {
      own.add(ofProvider);
    }
    DatedEntries ofAny = byProvider.get(ANY_PROVIDER);
    if (ofAny != null) {
      own.add(ofAny);
    }
    if (ofProvider == null && ofAny == null && byProvider.size() == 1) {
      foreign.addAll(byProvider.values());
    }
  }

  private static Map<String, Map<String, DatedEntries>> index(List<Entry> entries) {
    Map<String, Map<String, DatedEntries>> index = new HashMap<>();
    for (Entry entry : entries) {
      index
          .computeIfAbsent(entry.model().strip().toLowerCase(Locale.ROOT), key -> new HashMap<>())
          .merge(
              entry.provider() == null ? ANY_PROVIDER : entry.provider(),
              DatedEntries.of(entry),
              DatedEntries::overriddenBy);
    }
    return index;
  }

  private String contentHash() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      index.values().stream()
          .flatMap(byProvider -> byProvider.values().stream())
          .flatMap(DatedEntries::stream)
          .map(Entry::toString)
          .sorted()
          .forEach(line -> sha.update((line + '\n').getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
