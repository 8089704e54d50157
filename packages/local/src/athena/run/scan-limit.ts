/** The query would read more than its work group allows. */
export class ScanLimit extends Error {}
