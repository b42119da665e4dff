import type { Menu as ElectronMenu, MenuItem, MenuItemConstructorOptions } from 'electron'

type Item = Pick<MenuItem, 'id' | 'label' | 'enabled' | 'visible' | 'type'> & { role?: MenuItemConstructorOptions['role']; accelerator?: MenuItem['accelerator']; submenu?: ElectronMenu; click: () => void }

function itemOf(template: MenuItemConstructorOptions): Item {
  return {
    id: template.id ?? '', label: template.label ?? '', enabled: template.enabled ?? true, visible: template.visible ?? true, type: template.type ?? 'normal',
    role: template.role, accelerator: template.accelerator, submenu: Array.isArray(template.submenu) ? menuOf(template.submenu) : undefined,
    click: () => template.click?.(undefined as never, undefined, undefined as never),
  }
}

function menuOf(templates: MenuItemConstructorOptions[]): ElectronMenu {
  const items = templates.map(itemOf)
  const menu: Partial<ElectronMenu> = {
    items: items as never,
    getMenuItemById(id) {
      for (const item of items) {
        if (item.id === id) return item as never
        const inside = item.submenu?.getMenuItemById(id)
        if (inside) return inside
      }
      return null
    },
  }
  return menu as ElectronMenu
}

let applicationMenu: ElectronMenu | null = null

export const Menu: Partial<typeof ElectronMenu> = {
  buildFromTemplate: (template) => menuOf(template as MenuItemConstructorOptions[]),
  setApplicationMenu(menu) { applicationMenu = menu },
  getApplicationMenu: () => applicationMenu,
}
