BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $cmdlets = Get-Command -Module ContainerState -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Cmdlet = $_ } }
}

Describe 'The module' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $module = Get-Module ContainerState
        $manifest = Import-PowerShellDataFile (Join-Path $module.ModuleBase ContainerState.psd1)
    }

    It 'exports what its manifest names, and nothing else' {
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedAliases.Keys | Sort-Object | Should -Be Start-Server, Stop-EphemeralServer
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has the version of its assembly, which is the folder''s name' {
        $assembly = [Reflection.AssemblyName]::GetAssemblyName((Join-Path $module.ModuleBase ContainerState.PowerShell.dll))
        $assembly.Version.ToString(3) | Should -Be $manifest.ModuleVersion
        Split-Path $module.ModuleBase -Leaf | Should -Be $manifest.ModuleVersion
    }

    It 'does not bring what PowerShell has itself' {
        Get-ChildItem $module.ModuleBase -Recurse -Filter System.*.dll | Should -BeNullOrEmpty
    }

    It '<Name> has an approved verb' -ForEach $cmdlets {
        (Get-Verb).Verb | Should -Contain $Cmdlet.Verb
    }

    # A shell writes to the terminal, and nothing that is done in it stays.
    It '<Name> says what it writes' -ForEach ($cmdlets | Where-Object { $_.Cmdlet.Verb -ne 'Debug' }) {
        $Cmdlet.OutputType.Type | Should -Not -BeNullOrEmpty
        $Cmdlet.OutputType.Type.Namespace | Should -Match '^ContainerState\.|^System\.IO$'
    }

    It '<Name> asks before it changes something' -ForEach ($cmdlets | Where-Object { $_.Cmdlet.Verb -notin 'Get', 'Compare', 'Test', 'Wait', 'Debug' }) {
        $Cmdlet.Parameters.Keys | Should -Contain WhatIf
        $Cmdlet.Parameters.Keys | Should -Contain Confirm
    }

    It '<Name> has no -WhatIf, since it changes nothing' -ForEach ($cmdlets | Where-Object { $_.Cmdlet.Verb -in 'Get', 'Compare', 'Test', 'Wait', 'Debug' }) {
        $Cmdlet.Parameters.Keys | Should -Not -Contain WhatIf
    }

    It 'shows at most six columns' {
        $views = [xml](Get-Content (Join-Path $module.ModuleBase ContainerState.Format.ps1xml) -Raw)
        foreach ($table in $views.SelectNodes('//TableControl')) {
            $table.SelectNodes('.//TableColumnHeader').Count | Should -BeLessOrEqual 6
            $table.SelectNodes('.//TableColumnItem').Count | Should -Be $table.SelectNodes('.//TableColumnHeader').Count
        }
    }
}

Describe 'The module, in a session that has another YamlDotNet' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $other = Join-Path (Convert-Path TestDrive:/) YamlDotNet.dll
        # Add-Type would give the assembly a name of its own.
        $assembly = [Reflection.Emit.PersistedAssemblyBuilder]::new('YamlDotNet, Version=1.2.3.4', [object].Assembly)
        $null = $assembly.DefineDynamicModule('YamlDotNet').DefineType('YamlDotNet.Core.Parser', 'Public, Class').CreateType()
        $assembly.Save($other)
    }

    It 'reads state.yaml with its own' {
        $path = Join-Path (Convert-Path TestDrive:/) web
        $result = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command @"
`$ErrorActionPreference = 'Stop'
Add-Type -Path '$other'
Import-Module '$modulePath'
`$repo = New-StateRepo '$path'
`$test = `$repo | Test-StateRepo
`$loaded = [Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object {
    foreach (`$assembly in `$_.Assemblies) {
        if (`$assembly.GetName().Name -eq 'YamlDotNet') { "`$(`$_.Name)=`$(`$assembly.GetName().Version)" }
    }
}
"`$(`$test.Complete) `$(`$loaded -join ' ')"
"@
        $result | Should -Match '^True Default=1\.2\.3\.4 ContainerState=18\.'
    }

    It 'leaves the session''s own context free of its libraries' {
        $names = [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }
        foreach ($name in 'ContainerState.Core', 'YamlDotNet', 'LibGit2Sharp') {
            $names | Should -Not -Contain $name
        }
    }

    It 'can be imported again, and after its removal' {
        $result = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command @"
`$ErrorActionPreference = 'Stop'
Import-Module '$modulePath'
Import-Module '$modulePath' -Force
Remove-Module ContainerState
Import-Module '$modulePath'
(Get-Command Get-Server).Version.ToString(); @(Get-ServerImage zz*).Count
"@
        $result | Should -Be '0.1.0', '0'
    }
}
