package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.parley.sdk.internal.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands before each tool that a provider provides. */
record ObservedToolProvider(ToolProvider plain, Recording recording) implements ToolProvider {
  private static final Guard GUARD = new Guard("Observing the tools of a provider");

  static ToolProvider of(ToolProvider provider, Recording recording) {
    return provider instanceof ObservedToolProvider
        ? provider
        : new ObservedToolProvider(provider, recording);
  }

  @Override
  public @Nullable ToolProviderResult provideTools(ToolProviderRequest request) {
    ToolProviderResult provided = plain.provideTools(request);
    return provided == null ? null : GUARD.get(() -> observed(provided), provided);
  }

  private ToolProviderResult observed(ToolProviderResult provided) {
    List<AiServiceTool> tools = new ArrayList<>();
    for (AiServiceTool tool : provided.aiServiceTools()) {
      tools.add(
          tool.toBuilder()
              .toolExecutor(ObservedToolExecutor.of(tool.toolExecutor(), recording))
              .build());
    }
    return ToolProviderResult.builder().addAll(tools).build();
  }

  @Override
  public boolean isDynamic() {
    return plain.isDynamic();
  }
}
