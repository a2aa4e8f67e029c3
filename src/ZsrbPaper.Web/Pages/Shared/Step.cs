namespace ZsrbPaper.Web.Pages.Shared;

/// <summary>A link to a neighbour; without an address there is none.</summary>
/// <param name="Word">What the reader reads, such as 上版.</param>
/// <param name="Address">Null when there is no neighbour.</param>
/// <param name="Title">Where it leads, said on hovering.</param>
/// <param name="Rel"><c>prev</c> or <c>next</c> on the one pair that arrow keys, swipes and prefetching follow.</param>
public sealed record Step(string Word, string? Address, string? Title = null, string? Rel = null);
