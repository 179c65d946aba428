namespace ContainerState.Reports.Pages;

/// <summary>Divides a rectangle among sizes, with pieces that are as near to squares as they come.</summary>
/// <remarks>Squarified treemaps: Bruls, Huizing and van Wijk, 2000.</remarks>
internal static class Treemap
{
    /// <summary>A box for each size, in their order. Sizes of nothing get boxes of nothing.</summary>
    /// <param name="sizes">The sizes. The pieces are nearest to squares when the largest come first.</param>
    /// <param name="area">What is divided; all of it is used.</param>
    public static IReadOnlyList<Box> Divide(IReadOnlyList<double> sizes, Box area)
    {
        var boxes = new Box[sizes.Count];
        Array.Fill(boxes, new Box(area.X, area.Y, 0, 0));
        int[] order = [.. Enumerable.Range(0, sizes.Count).Where(i => sizes[i] > 0)];
        var total = order.Sum(i => sizes[i]);
        var scale = total > 0 ? area.Width * area.Height / total : 0;
        for (var next = 0; next < order.Length && scale > 0;)
        {
            var side = Math.Min(area.Width, area.Height);
            var (count, sum) = Row(order, next, side);
            area = Lay(order.AsSpan(next, count), sum, area);
            next += count;
        }
        return boxes;

        // As many as make the worst piece of the row better.
        (int Count, double Sum) Row(int[] all, int from, double side)
        {
            var (count, sum, least, most) = (0, 0.0, double.MaxValue, 0.0);
            var worst = double.MaxValue;
            while (from + count < all.Length)
            {
                var size = sizes[all[from + count]] * scale;
                var (newLeast, newMost, newSum) = (Math.Min(least, size), Math.Max(most, size), sum + size);
                var square = newSum * newSum;
                var ratio = Math.Max(side * side * newMost / square, square / (side * side * newLeast));
                if (ratio > worst)
                {
                    break;
                }
                (worst, least, most, sum) = (ratio, newLeast, newMost, newSum);
                count++;
            }
            return (count, sum);
        }

        // Along the shorter side; what is left of the area is handed back.
        Box Lay(ReadOnlySpan<int> row, double sum, Box within)
        {
            var isColumn = within.Width >= within.Height;
            var (length, most) = isColumn ? (within.Height, within.Width) : (within.Width, within.Height);
            var thickness = length > 0 ? Math.Min(most, sum / length) : 0;
            var at = 0.0;
            foreach (var i in row)
            {
                var extent = thickness > 0 ? sizes[i] * scale / thickness : 0;
                boxes[i] = isColumn ? new(within.X, within.Y + at, thickness, extent) : new(within.X + at, within.Y, extent, thickness);
                at += extent;
            }
            return isColumn ? within.Inset(thickness, 0, 0, 0) : within.Inset(0, thickness, 0, 0);
        }
    }
}
