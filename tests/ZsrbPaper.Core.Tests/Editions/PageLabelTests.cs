using CsCheck;
using Xunit;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Tests.Editions;

public sealed class PageLabelTests
{
    [Theory]
    [InlineData("A03", "A03")]
    [InlineData("a03", "A03")]
    [InlineData("01", "01")]
    [InlineData("1", "1")]
    [InlineData("0", "0")]
    [InlineData("ABC1234", "ABC1234")]
    [InlineData("A02-A03", "A02-A03")]
    [InlineData("a02-03-b4", "A02-03-B4")]
    public void Label_of_the_right_form_is_read_in_upper_case(string text, string expected)
    {
        Assert.True(PageLabel.TryParse(text, out var label));
        Assert.Equal(expected, label.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("ABCD1")]
    [InlineData("A12345")]
    [InlineData("A03-")]
    [InlineData("-A03")]
    [InlineData("A03--A04")]
    [InlineData("A 03")]
    [InlineData(" A03")]
    [InlineData("A03\n")]
    [InlineData("A03/1")]
    [InlineData("A3B")]
    [InlineData("A03.")]
    [InlineData("..")]
    [InlineData("版1")]
    [InlineData("A٣")] // A digit, but not one of ours.
    [InlineData("Ａ03")] // Full width.
    [InlineData("ı1")] // A letter whose upper case is I.
    public void Text_of_another_form_is_no_label(string? text)
    {
        Assert.False(PageLabel.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PageLabel.Parse(text!));
    }

    [Fact]
    public void Label_longer_than_the_database_keeps_is_no_label()
    {
        var longest = string.Join('-', Enumerable.Repeat("ABC1234", 8));

        Assert.Equal(PageLabel.MaxLength, longest.Length);
        Assert.True(PageLabel.TryParse(longest, out _));
        Assert.False(PageLabel.TryParse(longest + "-1", out _));
    }

    [Fact]
    public void Joined_label_has_its_parts()
    {
        var label = PageLabel.Parse("A02-A03");

        Assert.True(label.IsJoined);
        Assert.Equal(["A02", "A03"], label.Parts);
        Assert.False(PageLabel.Parse("A02").IsJoined);
    }

    [Theory]
    [InlineData("A03", "a3", true)]
    [InlineData("A3", "A0003", true)]
    [InlineData("01", "1", true)]
    [InlineData("A02-A03", "A02", true)]
    [InlineData("A02-A03", "a3", true)]
    [InlineData("A02-A03", "A2-A3", true)]
    [InlineData("A02-A03", "A03-A02", false)]
    [InlineData("A02-A03", "A04", false)]
    [InlineData("A02", "A02-A03", false)]
    [InlineData("A03", "B03", false)]
    [InlineData("A03", "03", false)]
    [InlineData("A10", "A1", false)]
    [InlineData("0", "00", true)]
    public void Page_is_meant_by_its_label_with_other_padding_or_a_part_of_it(string page, string asked, bool expected) =>
        Assert.Equal(expected, PageLabel.Parse(page).IsMeantBy(PageLabel.Parse(asked)));

    [Theory]
    [InlineData("A03", "a3", true)]
    [InlineData("A02-A03", "A3", true)]
    [InlineData("A01-A02", "A2-A3", true)]
    [InlineData("A02-A03", "A03-A02", true)]
    [InlineData("A02-A03", "A04-A05", false)]
    [InlineData("A02-A03", "B02", false)]
    [InlineData("A1", "A11", false)]
    public void Labels_overlap_where_they_share_a_page(string one, string other, bool expected)
    {
        Assert.Equal(expected, PageLabel.Parse(one).Overlaps(PageLabel.Parse(other)));
        Assert.Equal(expected, PageLabel.Parse(other).Overlaps(PageLabel.Parse(one)));
    }

    [Fact]
    public void Labels_in_other_case_are_equal() => Assert.Equal(PageLabel.Parse("a03"), PageLabel.Parse("A03"));

    [Fact]
    public void Any_text_is_either_no_label_or_read_again_the_same() => Gen.String[Gen.Char["aAzZ019-. /"], 0, 12].Sample(text =>
        !PageLabel.TryParse(text, out var label)
        || (PageLabel.TryParse(label.Value, out var again) && again == label && label.IsMeantBy(again)));
}
