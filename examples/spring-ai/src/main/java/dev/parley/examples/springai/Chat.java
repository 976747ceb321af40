package dev.parley.examples.springai;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** The chat over HTTP. The memory's conversation is Parley's as well. */
@RestController
@RequestMapping("/chat")
class Chat {
  private final ChatClient client;

  Chat(ChatClient client) {
    this.client = client;
  }

  @PostMapping
  String answer(@RequestParam String conversation, @RequestBody String question) {
    String answer = question(conversation, question).call().content();
    return answer == null ? "" : answer;
  }

  @PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<String> stream(@RequestParam String conversation, @RequestBody String question) {
    return question(conversation, question).stream().content();
  }

  private ChatClient.ChatClientRequestSpec question(String conversation, String question) {
    return client
        .prompt()
        .user(question)
        .advisors(spec -> spec.param(ChatMemory.CONVERSATION_ID, conversation));
  }
}
