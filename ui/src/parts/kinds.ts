interface KindLook {
  label: string;
  glyph: string;
  color: string;
}

/** Glyph, word and hue of a span kind: never the hue alone. */
const LOOKS: Record<string, KindLook> = {
  workflow: { label: 'Workflow', glyph: '▶', color: 'var(--c3)' },
  agent: { label: 'Agent', glyph: '◆', color: 'var(--c3)' },
  step: { label: 'Step', glyph: '▸', color: 'var(--c3)' },
  model_call: { label: 'Model call', glyph: '✦', color: 'var(--c0)' },
  embedding: { label: 'Embedding', glyph: '⊹', color: 'var(--c0)' },
  rerank: { label: 'Rerank', glyph: '⇅', color: 'var(--c0)' },
  audio: { label: 'Audio', glyph: '♪', color: 'var(--c0)' },
  image: { label: 'Image', glyph: '▣', color: 'var(--c0)' },
  retrieval: { label: 'Retrieval', glyph: '⌕', color: 'var(--c2)' },
  memory: { label: 'Memory', glyph: '≡', color: 'var(--c2)' },
  tool_call: { label: 'Tool call', glyph: '⚒', color: 'var(--c1)' },
  mcp: { label: 'MCP', glyph: '⚒', color: 'var(--c1)' },
  guardrail: { label: 'Guardrail', glyph: '⛨', color: 'var(--c4)' },
  evaluation: { label: 'Evaluation', glyph: '✓', color: 'var(--c4)' },
  handoff: { label: 'Hand-off', glyph: '⇢', color: 'var(--c3)' },
  prompt: { label: 'Prompt', glyph: '¶', color: 'var(--c4)' },
  http: { label: 'HTTP', glyph: '⇄', color: 'var(--c5)' },
  db: { label: 'Database', glyph: '⛁', color: 'var(--c5)' },
  other: { label: 'Other', glyph: '·', color: 'var(--c5)' },
};

const OTHER: KindLook = { label: 'Other', glyph: '·', color: 'var(--c5)' };

export function lookOf(kind: string): KindLook {
  return LOOKS[kind] ?? { ...OTHER, label: kind.replaceAll('_', ' ') };
}

/** `data_analysis` is shown as "data analysis". */
export function categoryLabel(category: string): string {
  return category.replaceAll('_', ' ');
}
