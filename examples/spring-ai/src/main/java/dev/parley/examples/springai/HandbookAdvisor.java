package dev.parley.examples.springai;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.AdvisorChain;
import org.springframework.ai.chat.client.advisor.api.BaseAdvisor;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;

/** Puts what the handbook says of a question beside it. */
record HandbookAdvisor(VectorStore handbook) implements BaseAdvisor {
  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  public ChatClientRequest before(ChatClientRequest request, AdvisorChain chain) {
    String question = request.prompt().getUserMessage().getText();
    if (question == null) {
      return request;
    }
    List<Document> found =
        handbook.similaritySearch(SearchRequest.builder().query(question).topK(1).build());
    String facts = found.stream().map(Document::getText).collect(Collectors.joining("\n"));
    return request
        .mutate()
        .prompt(request.prompt().augmentSystemMessage("The handbook says: " + facts))
        .build();
  }

  @Override
  public ChatClientResponse after(ChatClientResponse response, AdvisorChain chain) {
    return response;
  }
}
