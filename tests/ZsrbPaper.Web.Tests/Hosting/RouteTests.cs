using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Internal;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Web.Tests.Hosting;

public sealed class RouteTests(ReaderPortal portal)
{
    [Fact]
    public void First_segment_of_every_route_is_reserved_or_is_the_newspaper()
    {
        var segments = portal.Application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.RoutePattern.PathSegments.Take(1))
            .Where(segment => segment.IsSimple)
            .Select(segment => segment.Parts[0])
            .ToList();

        var words = segments.OfType<RoutePatternLiteralPart>().Select(part => part.Content.ToLowerInvariant()).Distinct().ToList();
        var parameters = segments.OfType<RoutePatternParameterPart>().Select(part => part.Name).Distinct();

        Assert.NotEmpty(words);
        Assert.DoesNotContain(words, word => NewspaperCode.IsWellFormed(word) && !NewspaperCode.Reserved.Contains(word));
        Assert.Equal(["newspaper"], parameters);
    }

    [Fact]
    public void Route_table_does_not_grow_with_every_pair_of_routes()
    {
        using var graph = new StringWriter();
        portal.Application.Services.GetRequiredService<DfaGraphWriter>().Write(new CompositeEndpointDataSource(portal.Application.Services.GetServices<EndpointDataSource>()), graph);

        var nodes = graph.ToString().Split('\n').Count(line => line.Contains("[label=", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal));

        Assert.InRange(nodes, 100, 2_000);
    }
}
