package dev.parley.server.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds calls up and counts them by model. Not thread-safe. */
final class CallSums {
  private final CallSum calls = new CallSum();
  private final Map<String, Long> callsByModel = new HashMap<>();

  void add(PricedGroup priced) {
    calls.add(priced);
    String model = priced.group().model();
    if (model != null) {
      callsByModel.merge(model, priced.group().calls(), Long::sum);
    }
  }

  CallSum calls() {
    return calls;
  }

  /** The models by calls, most first, then by name. */
  List<String> models() {
    return mostCalled(callsByModel);
  }

  /** Names by calls, most first, then by name. */
  static List<String> mostCalled(Map<String, Long> callsByModel) {
    return callsByModel.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
