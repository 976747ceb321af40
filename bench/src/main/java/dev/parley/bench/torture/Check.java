package dev.parley.bench.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what the server shows of a round against the ledger: every acknowledged span once, no span
 * twice, and every sum equal to a recount of the spans that are there.
 *
 * @param faults what is wrong, in sentences; of each kind the first few
 * @param missing acknowledged batches of which something is missing
 * @param present batches that are there
 * @param unexpected spans of present batches that were never acknowledged
 */
record Check(List<String> faults, List<Batch> missing, List<Batch> present, long unexpected) {
  private static final int TOLD = 5;

  static Check of(Shown shown, Ledger ledger, int round) throws IOException, InterruptedException {
    Map<String, Integer> spans = shown.spans(round);
    List<String> faults = new ArrayList<>();
    List<Batch> missing = new ArrayList<>();
    List<Batch> present = new ArrayList<>();
    long unexpected = 0;
    Set<String> known = new HashSet<>();
    for (Batch batch : ledger.ofRound(round)) {
      long size = batch.counts().spans();
      int found = 0;
      for (int place = 0; place < size; place++) {
        String id = batch.traceId() + " " + Batch.spanId(place);
        known.add(id);
        int times = spans.getOrDefault(id, 0);
        found += Math.min(times, 1);
        if (times > 1) {
          faults.add("span " + id + " is shown " + times + " times");
        }
      }
      if (found == size) {
        present.add(batch);
        unexpected += ledger.isAcknowledged(batch) ? 0 : size;
      } else if (ledger.isAcknowledged(batch)) {
        missing.add(batch);
      }
      if (found > 0 && found < size) {
        faults.add(
            "of trace " + batch.traceId() + " " + found + " of " + size + " spans are shown");
      }
    }
    spans.keySet().stream()
        .filter(id -> !known.contains(id))
        .forEach(id -> faults.add("span " + id + " was never sent"));
    compareSums(shown, round, present, faults);
    return new Check(
        faults.size() > TOLD ? List.copyOf(faults.subList(0, TOLD)) : List.copyOf(faults),
        missing,
        present,
        unexpected);
  }

  private static void compareSums(Shown shown, int round, List<Batch> present, List<String> faults)
      throws IOException, InterruptedException {
    Counts all = Counts.NONE;
    Map<String, Counts> byConversation = new TreeMap<>();
    for (Batch batch : present) {
      Counts counts = batch.counts();
      all = all.plus(counts);
      byConversation.merge(batch.conversation(), counts, Counts::plus);
    }
    Counts expected = withoutTurns(all);
    Counts overview = shown.overview(round, round);
    if (!overview.equals(expected)) {
      faults.add("the overview shows " + overview + " (recounted: " + expected + ")");
    }
    Map<String, Shown.Row> rows = new TreeMap<>();
    // Each call here has a question and an answer of its own.
    byConversation.forEach(
        (id, counts) -> rows.put(id, new Shown.Row(withoutSpans(counts), 2 * counts.calls())));
    Map<String, Shown.Row> told = shown.conversations(round);
    if (!told.equals(rows)) {
      faults.add("the conversations are " + told + " (recounted: " + rows + ")");
    }
  }

  static Counts withoutTurns(Counts counts) {
    return new Counts(
        counts.spans(), counts.calls(), counts.errors(), counts.input(), counts.output(), 0);
  }

  private static Counts withoutSpans(Counts counts) {
    return new Counts(
        0, counts.calls(), counts.errors(), counts.input(), counts.output(), counts.turns());
  }
}
