/**
 * Columns of parameters as Postgres' binary arrays (array_send's format: dimensions, element type, then each
 * element behind its length), which cost neither side any quoting, parsing or hexadecimal.
 */

type Of<Row, Value> = (row: Row) => Value;

/** pg_type.oid of the elements. */
const OID = { bool: 16, bytea: 17, int2: 21, int4: 23, text: 25, float8: 701, uuid: 2950 } as const;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** An array of fixed-width elements; a null takes its length only. */
function fixed<Row, Value>(
  rows: readonly Row[],
  of: Of<Row, Value | null>,
  {
    oid,
    width,
    write,
  }: { oid: number; width: number; write: (into: Buffer, value: Value, at: number) => void },
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (LENGTH_BYTES + width));
  let at = HEADER_BYTES;
  let hasNull = false;
  for (const row of rows) {
    const value = of(row);
    if (value === null) {
      hasNull = true;
      at = bytes.writeInt32BE(NULL_LENGTH, at);
      continue;
    }
    at = bytes.writeInt32BE(width, at);
    write(bytes, value, at);
    at += width;
  }
  return withHeader(bytes, { oid, count: rows.length, hasNull, end: at });
}

type Header = { oid: number; count: number; hasNull: boolean; end: number };

function withHeader(bytes: Buffer, { oid, count, hasNull, end }: Header): Buffer {
  bytes.writeInt32BE(count === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(count, 12);
  bytes.writeInt32BE(1, 16);
  // An array without elements has no dimension to describe.
  return bytes.subarray(0, count === 0 ? 12 : end);
}

const UUID = { oid: OID.uuid, width: 16, write: writeUuid };
const INT2 = {
  oid: OID.int2,
  width: 2,
  write: (into: Buffer, value: number, at: number) => void into.writeInt16BE(value, at),
};
const INT4 = {
  oid: OID.int4,
  width: 4,
  write: (into: Buffer, value: number, at: number) => void into.writeInt32BE(value, at),
};
const FLOAT8 = {
  oid: OID.float8,
  width: 8,
  write: (into: Buffer, value: number, at: number) => void into.writeDoubleBE(value, at),
};
const BOOL = {
  oid: OID.bool,
  width: 1,
  write: (into: Buffer, value: boolean, at: number) => void into.writeUInt8(value ? 1 : 0, at),
};

/** `uuid[]` of uuids in their canonical text form. */
export const uuids = <Row>(rows: readonly Row[], of: Of<Row, string | null>) => fixed(rows, of, UUID);
/** `smallint[]` */
export const smallints = <Row>(rows: readonly Row[], of: Of<Row, number | null>) => fixed(rows, of, INT2);
/** `int[]` */
export const ints = <Row>(rows: readonly Row[], of: Of<Row, number | null>) => fixed(rows, of, INT4);
/** `float8[]` */
export const floats = <Row>(rows: readonly Row[], of: Of<Row, number | null>) => fixed(rows, of, FLOAT8);
/** `bool[]` */
export const bools = <Row>(rows: readonly Row[], of: Of<Row, boolean | null>) => fixed(rows, of, BOOL);

const DASHES = new Set([8, 13, 18, 23]);
const digit = Uint8Array.from(
  { length: 128 },
  (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0,
);
/** Where each byte's two digits stand in the text form. */
const DIGITS_AT = Array.from({ length: 36 }, (_, at) => at)
  .filter((at) => !DASHES.has(at))
  .filter((_, nth) => nth % 2 === 0);

function writeUuid(into: Buffer, uuid: string, at: number): void {
  for (let byte = 0; byte < 16; byte++) {
    const from = DIGITS_AT[byte] as number;
    into[at + byte] =
      ((digit[uuid.charCodeAt(from)] as number) << 4) | (digit[uuid.charCodeAt(from + 1)] as number);
  }
}

/** `text[]` */
export function texts<Row>(rows: readonly Row[], of: Of<Row, string | null>): Buffer {
  const values = rows.map(of);
  let size = HEADER_BYTES + values.length * LENGTH_BYTES;
  for (const value of values) if (value !== null) size += Buffer.byteLength(value);
  const bytes = Buffer.allocUnsafe(size);
  let at = HEADER_BYTES;
  let hasNull = false;
  for (const value of values) {
    if (value === null) {
      hasNull = true;
      at = bytes.writeInt32BE(NULL_LENGTH, at);
      continue;
    }
    const written = bytes.write(value, at + LENGTH_BYTES);
    bytes.writeInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return withHeader(bytes, { oid: OID.text, count: rows.length, hasNull, end: at });
}

/** `bytea[]` */
export function byteas<Row>(rows: readonly Row[], of: Of<Row, Uint8Array | null>): Buffer {
  const values = rows.map(of);
  let size = HEADER_BYTES + values.length * LENGTH_BYTES;
  for (const value of values) size += value?.length ?? 0;
  const bytes = Buffer.allocUnsafe(size);
  let at = HEADER_BYTES;
  let hasNull = false;
  for (const value of values) {
    hasNull ||= value === null;
    at = bytes.writeInt32BE(value === null ? NULL_LENGTH : value.length, at);
    if (value === null) continue;
    bytes.set(value, at);
    at += value.length;
  }
  return withHeader(bytes, { oid: OID.bytea, count: rows.length, hasNull, end: at });
}
