import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export type Column<Row> = {
  key: string;
  label: string;
  renderCell: (row: Row) => ReactNode;
  /** The cell that names the row; on a phone it becomes the card's heading. */
  heading?: boolean;
  /** The label is for screen readers only, as for a column of buttons. */
  hideLabel?: boolean;
  /** On a phone the cell stands at the foot of the card, because it is too wide for its corner. */
  foot?: boolean;
  align?: 'end';
  /** Left out on middling screens, where there is room for the more important columns only. */
  minor?: boolean;
};

type Props<Row> = { caption: string; columns: Column<Row>[]; rows: Row[]; rowKey: (row: Row) => string; muted?: (row: Row) => boolean };

/** A table that becomes cards on a phone. */
export function DataTable<Row>({ caption, columns, rows, rowKey, muted }: Props<Row>) {
  return (
    <table className={classes.table} aria-label={caption}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" data-align={column.align} data-minor={column.minor}>
              <span className={column.hideLabel ? classes.hidden : undefined}>{column.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} data-muted={muted?.(row) || undefined}>
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.renderCell(row);
  const kind = column.heading ? 'heading' : column.hideLabel ? (column.foot ? 'foot' : 'bare') : undefined;
  return (
    <td data-kind={kind} data-align={column.align} data-minor={column.minor} data-empty={content === null || undefined}>
      {!kind && (
        <span className={classes.cardLabel} aria-hidden="true">
          {column.label}
        </span>
      )}
      {content}
    </td>
  );
}
