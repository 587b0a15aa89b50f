/** How every picture looks: greys and one accent on white, small type, figures of one width. */
export const style = {
  paper: '#ffffff',
  ink: '#24292f',
  quiet: '#6e7781',
  line: '#8c959f',
  grid: '#e6e9ec',
  shade: '#f1f3f5',
  accent: '#d9480f',
  /** Further series, told apart by darkness first. */
  greys: ['#24292f', '#8c959f', '#57606a', '#c3c9d0'],
  font: "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif",
  fontSize: 11,
} as const;
