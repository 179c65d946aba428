using ContainerState.Reports.Pages;

namespace ContainerState.Core.Tests.Reports.Pages;

public sealed class TreemapTests
{
    private static readonly Box Area = new(10, 20, 600, 400);

    // The example of the paper: 6 by 4, and the pieces that it comes to.
    [Fact]
    public void The_example_of_the_paper_comes_out_as_there()
    {
        var boxes = Treemap.Divide([6, 6, 4, 3, 2, 2, 1], new(0, 0, 6, 4));

        Assert.Equal((0.0, 0.0, 3.0, 2.0), Rounded(boxes[0]));
        Assert.Equal((0.0, 2.0, 3.0, 2.0), Rounded(boxes[1]));
        Assert.Equal((3.0, 0.0, 1.71, 2.33), Rounded(boxes[2]));
        Assert.Equal((4.71, 0.0, 1.29, 2.33), Rounded(boxes[3]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(500)]
    public void All_of_the_area_is_used_once_and_by_size(int count)
    {
        double[] sizes = [.. Enumerable.Range(1, count).Select(i => 1.0 + (i * 7919 % 1000)).OrderDescending()];

        var boxes = Treemap.Divide(sizes, Area);

        var total = sizes.Sum();
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(sizes[i] / total * 240_000, boxes[i].Width * boxes[i].Height, 3);
            Assert.InRange(boxes[i].X, Area.X - 0.001, Area.X + Area.Width + 0.001);
            Assert.InRange(boxes[i].X + boxes[i].Width, Area.X, Area.X + Area.Width + 0.001);
            Assert.InRange(boxes[i].Y + boxes[i].Height, Area.Y, Area.Y + Area.Height + 0.001);
        }
        var overlapping = boxes.SelectMany((one, i) => boxes.Skip(i + 1).Where(other => Overlap(one, other) > 0.01));
        Assert.Empty(overlapping);
    }

    [Fact]
    public void Equal_sizes_come_near_to_squares() =>
        Assert.All(Treemap.Divide([.. Enumerable.Repeat(1.0, 24)], Area), box => Assert.InRange(Math.Max(box.Width / box.Height, box.Height / box.Width), 1, 1.6));

    [Fact]
    public void What_has_no_size_or_no_room_has_no_box()
    {
        var boxes = Treemap.Divide([5, 0, 3, 0], Area);
        Assert.Equal((0, 0), (boxes[1].Width, boxes[3].Height));
        Assert.Equal(240_000, boxes.Sum(box => box.Width * box.Height), 3);

        Assert.Empty(Treemap.Divide([], Area));
        Assert.All(Treemap.Divide([0, 0], Area), box => Assert.Equal(0, box.Width));
        Assert.All(Treemap.Divide([3, 2], Area with { Height = 0 }), box => Assert.Equal(0, box.Width * box.Height));
    }

    [Fact]
    public void Sizes_far_apart_leave_numbers()
    {
        var boxes = Treemap.Divide([1e15, 1, 1e-9], Area);
        Assert.All(boxes, box => Assert.True(double.IsFinite(box.X + box.Y + box.Width + box.Height)));
    }

    private static double Overlap(Box one, Box other) =>
        Math.Max(0, Math.Min(one.X + one.Width, other.X + other.Width) - Math.Max(one.X, other.X))
        * Math.Max(0, Math.Min(one.Y + one.Height, other.Y + other.Height) - Math.Max(one.Y, other.Y));

    private static (double, double, double, double) Rounded(Box box) => (Math.Round(box.X, 2), Math.Round(box.Y, 2), Math.Round(box.Width, 2), Math.Round(box.Height, 2));
}
