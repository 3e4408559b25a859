import { parseSync } from '@swc/core';

type Node = { type: string } & Record<string, unknown>;

/** Every node of a TypeScript source, outer before inner. */
export function nodesOf(path: string, source: string): Node[] {
  const nodes: Node[] = [];
  collect(parseSync(source, { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2022' }), nodes);
  return nodes;
}

function collect(value: unknown, into: Node[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') into.push(value as Node);
  for (const inner of Object.values(value)) collect(inner, into);
}

/** What a source imports: static, re-exported, dynamic and type imports. A dynamic one without a fixed name is `null`. */
export function importsOf(path: string, source: string): (string | null)[] {
  const nodes = nodesOf(path, source);
  return nodes.flatMap((node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return [text(node['source'], nodes)];
      case 'ExportNamedDeclaration':
        return node['source'] ? [text(node['source'], nodes)] : [];
      case 'TsImportType':
        return [text(node['argument'], nodes)];
      case 'CallExpression':
        return isImportCall(node) ? [text(firstArgument(node), nodes)] : [];
      default:
        return [];
    }
  });
}

const isImportCall = (call: Node) => (call['callee'] as Node).type === 'Import';
const firstArgument = (call: Node) => (call['arguments'] as { expression: Node }[])[0]?.expression;

// A package that is not always installed is imported through a constant, so that the compiler does not ask for it.
function text(node: unknown, nodes: Node[]): string | null {
  const { type, value } = node as Node;
  if (type === 'StringLiteral') return value as string;
  if (type !== 'Identifier') return null;
  const constant = nodes.find((other) => other.type === 'VariableDeclarator' && (other['id'] as Node)['value'] === value)?.['init'];
  return (constant as Node | undefined)?.type === 'StringLiteral' ? text(constant, nodes) : null;
}
