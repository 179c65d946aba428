BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = Get-Command -Module ContainerState -CommandType Cmdlet | ForEach-Object {
        @{ Name = $_.Name; Cmdlet = $_; Parameters = @($_.Parameters.Keys | Where-Object { $_ -notin $common }) }
    }
    $parameters = foreach ($cmdlet in $cmdlets) {
        foreach ($parameter in $cmdlet.Parameters) { @{ Name = $cmdlet.Name; Parameter = $parameter } }
    }
    $helpStaged = Test-Path (Join-Path (Get-Module ContainerState).ModuleBase en-US)
}

Describe 'The help' -Skip:(-not $helpStaged) {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    It 'has a synopsis and a description of <Name>' -ForEach $cmdlets {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Match '^[A-Z][^{}]+\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has two examples or more of <Name>, all of which parse' -ForEach $cmdlets {
        $examples = @((Get-Help $Name -Full).examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        $markdown = Get-Content (Join-Path $PSScriptRoot "../../docs/en-US/$Name.md") -Raw
        foreach ($block in [regex]::Matches($markdown, '(?s)```powershell\n(.*?)```')) {
            $faults = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref]$null, [ref]$faults)
            $faults | Should -BeNullOrEmpty
            $block.Groups[1].Value | Should -Match $Name
        }
    }

    It 'describes -<Parameter> of <Name>' -ForEach $parameters {
        (Get-Help $Name -Parameter $Parameter).description.Text | Should -Match '^[A-Z][^{}]+\.$'
    }

    It 'describes nothing that <Name> does not have' -ForEach $cmdlets {
        (Get-Help $Name -Full).parameters.parameter.name | Where-Object { $_ -notin $Parameters + 'WhatIf', 'Confirm' } | Should -BeNullOrEmpty
    }

    It 'has an about topic' {
        Get-Help about_ContainerState | Out-String | Should -Match 'One Git commit is a whole server'
    }
}
