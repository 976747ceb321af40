package dev.parley.examples.python;

import com.openai.models.chat.completions.ChatCompletion;
import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;
import java.util.List;

/** What {@code @observe} stands on in Python. */
interface Assistant {
  @Observe
  ChatCompletion callLlm(String prompt);

  @Observe(
      tags = {"production", "customer_support"},
      category = "customer_support",
      metadata = {"version=1.0.0", "priority=high"})
  ChatCompletion handleSupportQuery(String query);

  @Observe(category = "data_analysis")
  ChatCompletion analyzeData(String data);

  @Observe(kind = StepKind.TOOL)
  List<String> retrieveDocuments(String query);
}
